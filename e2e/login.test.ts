import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { isShown, openDesk } from './desk.ts'
import { it } from './it.ts'
import { openStaffPhone } from './staff-phone.ts'
import { totpCode } from './totp.ts'

const qrOn = (page: Page) => page.getByRole('img', { name: '登录二维码' })

/** The two digits beside a QR. */
async function digitsOn(page: Page): Promise<string> {
  const words = await page.getByText(/^核对数字 \d\d$/).textContent()
  return words?.slice(-2) ?? ''
}

it('[S2] [L18] figures 12 to 15: scanned, checked by two digits, confirmed on the phone, and the desk opens', async ({
  product,
  browsers,
}) => {
  const page = await browsers.open(product.url)
  await isShown(page.getByRole('link', { name: /使用说明/ }))
  await page.getByRole('link', { name: /在线客服功能/ }).click()
  await isShown(qrOn(page))
  const digits = await digitsOn(page)

  const phone = await openStaffPhone(browsers, product, 'xiaolin')
  await phone.scans(qrOn(page))
  await isShown(phone.web.getByText('将登录 花田小店 工作台'))
  await isShown(phone.web.getByText('小林', { exact: true }))
  await isShown(phone.web.getByText(/Chrome · /))
  await isShown(phone.web.getByText(digits, { exact: true }))
  await isShown(page.getByText(`已扫码，请核对手机上的数字也是 ${digits}，再点确认登录`))
  expect(page.url()).toBe(`${product.url}/login`)

  await phone.web.getByRole('button', { name: '确认登录' }).click()
  await isShown(phone.web.getByText('已登录，可以关闭此页面'))
  await page.waitForURL(/\/desk\/\d+\//)
  await isShown(page.getByRole('button', { name: /^小林，在线/ }))
})

it('[S2] cancelled on the phone, and scanned by a stranger: the page says so, and another QR lets one in', async ({
  product,
  browsers,
}) => {
  const page = await browsers.open(`${product.url}/login`)
  const wu = await openStaffPhone(browsers, product, 'xiaowu')
  await wu.scans(qrOn(page))
  await wu.web.getByRole('button', { name: '取消' }).click()
  await isShown(wu.web.getByText('已取消，电脑没有登录'))
  await isShown(page.getByText('你在手机上取消了登录'))

  await page.getByRole('button', { name: '重新扫码' }).click()
  const chen = await openStaffPhone(browsers, product, 'xiaochen')
  await chen.scans(qrOn(page))
  await isShown(chen.web.getByText('这个微信号还不是本店客服，请联系管理员邀请'))
  await isShown(page.getByText('这个微信号还不是本店客服，请联系管理员邀请'))

  await page.getByRole('button', { name: '重新扫码' }).click()
  await isShown(qrOn(page))
  await wu.closesWeb()
  await wu.scans(qrOn(page))
  await wu.web.getByRole('button', { name: '确认登录' }).click()
  await page.waitForURL(/\/desk\/\d+\//)
  await isShown(page.getByRole('button', { name: /^小吴，在线/ }))
})

it('[S2] a QR is worth nothing after two minutes, and the next one is another', async ({
  product,
  browsers,
}) => {
  const page = await browsers.open(`${product.url}/login`)
  await isShown(qrOn(page))
  const drawn = () => qrOn(page).locator('path').getAttribute('d')
  const first = await drawn()
  const phone = await openStaffPhone(browsers, product, 'xiaolin')
  await phone.scans(qrOn(page))
  await isShown(phone.web.getByRole('button', { name: '确认登录' }))
  await product.passTime(2 * 60_000 + 1_000)
  await phone.web.getByRole('button', { name: '确认登录' }).click()
  await isShown(phone.web.getByText('二维码已失效，请重新扫码'))
  await page.reload()
  await isShown(qrOn(page))
  expect(await drawn()).not.toBe(first)
})

it('[S2] an account without web authorization: the QR opens its chat, which links to the confirm page', async ({
  product,
  browsers,
}) => {
  await product.query(`update account set login_way = 'scan', config_version = config_version + 1`)
  await product.restartServer()
  const page = await browsers.open(`${product.url}/login`)
  const phone = await openStaffPhone(browsers, product, 'xiaolin')
  await phone.scans(qrOn(page))
  await phone.page.getByRole('link', { name: '核对并确认登录' }).click()
  await phone.web.getByRole('button', { name: '确认登录' }).click()
  await page.waitForURL(/\/desk\/\d+\//)
  await isShown(page.getByRole('button', { name: /^小林，在线/ }))
})

it('[S2] [S24] password and second factor, set under 登录设备', async ({ product, browsers }) => {
  const { page } = await openDesk(browsers, product, '小林')
  await page.getByRole('link', { name: '设置', exact: true }).first().click()
  await page.getByRole('link', { name: '登录设备' }).click()
  await isShown(page.getByText('这台设备'))
  await page.getByRole('button', { name: '设置密码' }).click()
  await page.getByRole('textbox', { name: '登录名' }).fill('XiaoLin')
  await page.getByRole('textbox', { name: '新密码' }).fill('花开富贵 2026')
  await page.getByRole('button', { name: '保存' }).click()
  await isShown(page.getByText('登录名 xiaolin'))

  await page.getByRole('button', { name: '开启', exact: true }).click()
  await page.getByRole('textbox', { name: '先输入现在的密码' }).fill('花开富贵 2026')
  await page.getByRole('button', { name: '下一步' }).click()
  await isShown(page.getByRole('img', { name: '两步验证的二维码' }))
  const secret = (await page.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? ''
  await page.getByRole('textbox', { name: /6 位数字/ }).fill(totpCode(secret, Date.now()))
  await page.getByRole('button', { name: '开启两步验证' }).click()
  const codes = page.getByRole('listitem').filter({ hasText: /^[a-z2-9]{5}-[a-z2-9]{5}$/ })
  await expect.poll(() => codes.count()).toBe(10)
  await page.getByRole('button', { name: '我存好了' }).click()

  // The next code: each works once.
  await product.passTime(60_000)
  const other = await browsers.open(`${product.url}/login`, { expects: [/403/] })
  await other.getByRole('link', { name: '使用密码登录' }).click()
  await other.getByRole('textbox', { name: '登录名' }).fill('xiaolin')
  await other.getByRole('textbox', { name: '密码' }).fill('not this one')
  await other.getByRole('button', { name: '登录', exact: true }).click()
  await isShown(other.getByText('登录名或密码不对'))
  await other.getByRole('textbox', { name: '密码' }).fill('花开富贵 2026')
  await other.getByRole('button', { name: '登录', exact: true }).click()
  await other.getByRole('textbox', { name: '验证码' }).fill(totpCode(secret, Date.now() + 60_000))
  await other.getByRole('button', { name: '登录', exact: true }).click()
  await other.waitForURL(/\/desk\/\d+\//)
})

it('[S24] 全部退出: every browser of the agent is out at once', async ({ product, browsers }) => {
  const there = await openDesk(browsers, product, '小林', { expects: [/401/] })
  const { page } = await openDesk(browsers, product, '小林', { expects: [/401/] })
  await page.getByRole('link', { name: '设置', exact: true }).first().click()
  await page.getByRole('link', { name: '登录设备' }).click()
  await page.getByRole('button', { name: '全部退出' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '全部退出' }).click()
  await page.waitForURL(`${product.url}/login`)
  await isShown(qrOn(page))
  await isShown(there.page.getByText('登录已过期，请重新扫码。草稿已保留'))
})
