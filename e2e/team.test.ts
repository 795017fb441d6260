import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { openBackOffice } from './back-office.ts'
import { eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'
import { openStaffPhone } from './staff-phone.ts'

it('[S15] [L18] a link for a QQ number: the stranger waits, the right one is confirmed, and neither comes in again', async ({
  product,
  browsers,
}) => {
  const { page, open } = await openBackOffice(browsers, product)
  await open('客服')
  const row = page.getByRole('row', { name: /小陈/ })
  await page.getByRole('button', { name: '添加客服' }).click()
  const drawer = page.getByRole('dialog', { name: '添加客服' })
  await drawer.getByRole('textbox', { name: '名称' }).fill('小陈')
  await drawer.getByRole('button', { name: '下一步' }).click()
  const phone = await openStaffPhone(browsers, product, 'xiaochen')

  /** 验证 and 邀请绑定 of a QQ number in a dialog; returns the QR. */
  async function invite(dialog: Locator): Promise<Locator> {
    await dialog.getByText('QQ 号', { exact: true }).click()
    await dialog.getByRole('textbox', { name: '输入QQ 号' }).fill('472906158')
    await dialog.getByRole('button', { name: '验证' }).click()
    await isShown(dialog.getByText('微信不提供按QQ 号查人的接口，看不到这是谁。请自己核对一遍'))
    await dialog.getByRole('button', { name: '邀请绑定' }).click()
    return page.getByRole('img', { name: '给小陈的邀请二维码' })
  }

  const first = await invite(drawer)
  await phone.scans(first)
  await phone.web.getByRole('button', { name: '接受邀请' }).click()
  await isShown(phone.web.getByText('已提交，等管理员确认'))
  await phone.closesWeb()
  await page.getByRole('button', { name: '完成' }).click()
  await isShown(row.getByText('待你确认'))
  await row.getByRole('button', { name: '拒绝' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '拒绝' }).click()
  await isShown(row.getByText('未通过确认'))

  await row.getByRole('button', { name: '再次邀请' }).click()
  const second = await invite(page.getByRole('dialog', { name: '邀请小陈绑定' }))
  await phone.scans(second)
  await phone.web.getByRole('button', { name: '接受邀请' }).click()
  await isShown(phone.web.getByText('已提交，等管理员确认'))
  await phone.closesWeb()
  const used = await second.screenshot()
  await page.getByRole('button', { name: '完成' }).click()
  await row.getByRole('button', { name: '确认', exact: true }).click()
  await page.getByRole('button', { name: '确认是小陈' }).click()
  await isShown(row.getByText('已绑定'))

  const other = await openStaffPhone(browsers, product, 'xiaolin')
  await other.scansPicture(used)
  await isShown(other.web.getByText('这个邀请已经用过，请联系管理员重新邀请'))
  await phone.scansPicture(used)
  await isShown(phone.web.getByText('你已成为「花田小店」的客服'))
})

it('[S15] [S16] an invitation is declined, withdrawn, and expires after 72 hours', async ({
  product,
  browsers,
}) => {
  const { page, open } = await openBackOffice(browsers, product)
  await open('客服')
  const row = page.getByRole('row', { name: /小陈/ })
  await page.getByRole('button', { name: '添加客服' }).click()
  await page.getByRole('textbox', { name: '名称' }).fill('小陈')
  await page.getByRole('button', { name: '下一步' }).click()
  const phone = await openStaffPhone(browsers, product, 'xiaochen')
  const qr = page.getByRole('img', { name: '给小陈的邀请二维码' })
  const byLink = page.getByRole('button', { name: '不填，只用链接邀请' })
  const done = page.getByRole('button', { name: '完成' })

  await byLink.click()
  await phone.scans(qr)
  await isShown(phone.web.getByText('72 小时内有效'))
  await phone.web.getByRole('button', { name: '拒绝' }).click()
  await isShown(phone.web.getByText('你已拒绝邀请'))
  await phone.closesWeb()
  await done.click()
  await isShown(row.getByText('已拒绝'))

  await row.getByRole('button', { name: '再次邀请' }).click()
  await byLink.click()
  const withdrawn = await qr.screenshot()
  await done.click()
  await row.getByRole('button', { name: '撤回' }).click()
  await page.getByRole('button', { name: '撤回邀请' }).click()
  await isShown(row.getByText('邀请已撤回'))
  await phone.scansPicture(withdrawn)
  await isShown(phone.web.getByText('邀请已撤回'))
  await phone.closesWeb()

  await row.getByRole('button', { name: '再次邀请' }).click()
  await byLink.click()
  const old = await qr.screenshot()
  await done.click()
  await product.passTime(72 * 3_600_000)
  await phone.scansPicture(old)
  await isShown(phone.web.getByText('邀请已过期，请联系管理员重新邀请'))
  await isShown(row.getByText('已过期'))
})

it('[S14] whoever types while the drawer comes in keeps their field', async ({ product, browsers }) => {
  const { page, open } = await openBackOffice(browsers, product, { moving: true })
  await open('客服')
  await page.getByRole('button', { name: '添加客服' }).click()
  const account = page.getByRole('textbox', { name: '客服账号' })
  await account.focus()
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((move) => move instanceof CSSTransition).map((move) => move.finished.then(() => 0)))',
  )
  await page.keyboard.type('xiaochen')
  expect(await account.inputValue()).toBe('xiaochen')
})

it('[S14] [L14] 停用 puts the customers back and ends the desk; a group is made, filled and deleted', async ({
  product,
  browsers,
}) => {
  const lin = await openDesk(browsers, product, '小林', { expects: [/401|404/] })
  for (const name of ['王姐', '花花']) {
    const fan = await product.wechat.demoFan(name as '王姐' | '花花')
    await fan.says('客服')
    await lin.accept(fan)
  }
  const { page, open } = await openBackOffice(browsers, product)
  await open('分组')
  await page.getByRole('button', { name: '新建分组' }).click()
  await page.getByRole('textbox', { name: '组名' }).fill('售后组')
  await page.getByRole('checkbox', { name: '小林' }).check()
  await page.getByRole('button', { name: '保存' }).click()
  await isShown(page.getByRole('listitem').filter({ hasText: '售后组' }).getByText('小林'))

  await open('客服')
  const row = page.getByRole('row', { name: /小林/ })
  await isShown(row.getByText('售后组'))
  await row.getByRole('button', { name: '小林 的更多操作' }).click()
  await page.getByRole('menuitem', { name: '停用' }).click()
  await isShown(page.getByText('小林的 2 个会话会回到待接入，登录立即失效，记录保留。'))
  await page.getByRole('button', { name: '停用小林' }).click()
  await isShown(page.getByText('已停用小林'))
  await isGone(row)
  await isShown(lin.page.getByRole('dialog').or(lin.page.getByRole('alertdialog')))
  const waiting = await product.query<{ cause: string }>(
    `select cause from conversation where state = 'waiting'`,
  )
  expect(waiting.map(({ cause }) => cause)).toEqual(['agent_left', 'agent_left'])

  await page.getByText('已停用 1').click()
  await row.getByRole('button', { name: '重新启用' }).click()
  await isShown(page.getByText('已重新启用小林'))
  await open('分组')
  await page.getByRole('button', { name: '删除' }).click()
  await page.getByRole('button', { name: '删除售后组' }).click()
  await eventually(() => page.getByText('还没有分组').count()).toBe(1)
})
