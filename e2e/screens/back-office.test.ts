import path from 'node:path'
import { openBackOffice } from '../back-office.ts'
import { openBusyShop } from '../busy-shop.ts'
import { eventually, isGone, isShown } from '../desk.ts'
import { it } from '../it.ts'
import { fitsWindow, isInHelp, showsRight } from '../picture-book.ts'
import { fillFigures } from '../quiet-weeks.ts'
import { addMaterials, addReplies } from '../replies-of-shop.ts'

const asset = (name: string) => path.resolve(import.meta.dirname, '../../packages/sandbox/assets', name)

it('[S6] [S12] [S13] [S19] [S20] [S26] every page of 管理后台 fits a window and a phone', async ({
  product,
  browsers,
}) => {
  await fillFigures(product)
  const { page, open } = await openBackOffice(browsers, product)
  const content = page.getByRole('main')
  await addReplies(page, 'team')
  await addMaterials(page)

  await open('接入公众号')
  await isShown(page.getByText('网页授权域名', { exact: true }))
  await isInHelp(content, 'connect-checks')
  await showsRight(page, 'admin-connect')
  await open('概览')
  await isShown(page.getByText('与微信的连接'))
  await showsRight(page, 'admin-overview')
  await open('多客服接口')
  await isShown(page.getByRole('radio', { name: /^启用/ }))
  await isInHelp(content, 'interface')
  await showsRight(page, 'admin-interface')
  await open('规则')
  await isShown(page.getByRole('listitem', { name: /^第 1 条规则/ }))
  await isInHelp(content, 'rules')
  await showsRight(page, 'admin-rules')
  await open('自动回复')
  await isShown(page.getByText('其他自动回复'))
  await isInHelp(content, 'auto')
  await showsRight(page, 'admin-auto')
  await open('菜单')
  await page.getByRole('button', { name: '沿用公众号现有菜单' }).click()
  await page.getByRole('button', { name: '联系客服' }).click()
  await page.getByRole('radio', { name: '转客服' }).check()
  await page.getByRole('button', { name: '保存草稿' }).click()
  await isGone(page.getByText(/项修改没有保存/))
  await page.reload()
  await page.getByRole('button', { name: '联系客服' }).click()
  await isShown(page.getByText('粉丝看到的就是这一份'))
  await isInHelp(content, 'menu')
  await showsRight(page, 'admin-menu')
  await open('快捷回复与素材')
  await page.getByRole('tab', { name: '素材' }).click()
  await isShown(page.getByText('发货时间').first())
  await isInHelp(content, 'materials')
  await showsRight(page, 'admin-replies')
  await open('数据统计')
  await page.getByRole('radio', { name: '30 天' }).click()
  await isShown(page.getByRole('img', { name: '一周各时段的消息' }).locator('svg'))
  await isInHelp(content, 'stats', content.locator('table thead'))
  await showsRight(page, 'admin-stats')
  await open('升级与记录')
  await page.getByRole('button', { name: '开始导入' }).click()
  await isShown(page.getByText('导入完成'))
  await isInHelp(content, 'import')
  await showsRight(page, 'admin-records')
  await open('设置')
  await isShown(page.getByText('会话自动结束'))
  await isInHelp(content, 'settings')
  await showsRight(page, 'admin-settings')
  await open('API 接入')
  await isShown(page.getByText('接受公众号的 AppSecret'))
  await showsRight(page, 'admin-api')
  const hua = await product.wechat.demoFan('花花')
  for (const text of ['春日花束', '发货时间', '营业时间']) await hua.says(text)
  await product.query(
    `update account set developer_url = 'http://127.0.0.1:9/', config_version = config_version + 1`,
  )
  await open('健康')
  // A kept account is believed for two seconds.
  await eventually(async () => {
    await hua.says('营业时间')
    return page.getByRole('cell', { name: /^连接被拒绝/ }).count()
  }).toBeGreaterThan(0)
  await showsRight(page, 'admin-health')
  await open('审计')
  await isShown(page.getByText('从微信客服导入').first())
  await isInHelp(content, 'audit')
  await showsRight(page, 'admin-audit')
})

it('[S14] [S15] [S23] 客服 and 分组, with 添加客服 open', async ({ product, browsers }) => {
  const { page, open } = await openBackOffice(browsers, product)
  const content = page.getByRole('main')
  await open('分组')
  for (const [group, member] of [
    ['售前', '小林'],
    ['售后', '小吴'],
  ] as const) {
    await page.getByRole('button', { name: '新建分组' }).click()
    await page.getByRole('textbox', { name: '组名' }).fill(group)
    await page.getByRole('checkbox', { name: member }).check()
    await page.getByRole('button', { name: '保存' }).click()
    await isShown(page.getByRole('listitem').filter({ hasText: group }))
    await isGone(page.getByRole('textbox', { name: '组名' }))
  }
  await eventually(() => page.getByText('已保存').count()).toBe(0)
  await isInHelp(content, 'groups')
  await showsRight(page, 'admin-groups')

  await open('客服')
  await page.getByRole('button', { name: '添加客服' }).click()
  const drawer = page.getByRole('dialog', { name: '添加客服' })
  await drawer.getByRole('textbox', { name: '名称' }).fill('小陈')
  await drawer.getByRole('textbox', { name: '客服账号' }).fill('xiaochen')
  await drawer.locator('input[type=file]').setInputFiles(asset('picture.jpg'))
  await isShown(page.getByRole('button', { name: '用这个头像' }))
  await showsRight(page, 'admin-agent-avatar')
  await page.getByRole('button', { name: '用这个头像' }).click()
  await isShown(drawer.getByRole('button', { name: '换一张' }))
  await isInHelp(drawer, 'agent-add')
  await showsRight(page, 'admin-agent-add')
  await drawer.getByRole('button', { name: '下一步' }).click()
  await drawer.getByRole('textbox', { name: '输入微信号' }).fill('xiaochen_wx')
  await drawer.getByRole('button', { name: '验证' }).click()
  await isShown(drawer.getByText('格式正确'))
  await isInHelp(drawer, 'agent-invite')
  await showsRight(page, 'admin-agent-invite')
  await drawer.getByRole('button', { name: '邀请绑定' }).click()
  const sent = page.getByRole('dialog', { name: '邀请已发出' })
  await isShown(sent.getByRole('img', { name: '给小陈的邀请二维码' }))
  await showsRight(page, 'admin-agent-link')
  await sent.getByRole('button', { name: '完成' }).click()
  await isShown(page.getByText(/邀请待确认/).first())
  await isInHelp(content, 'agents')
  await showsRight(page, 'admin-agents')
})

it('[S1] 看板 over a busy shop', async ({ product, browsers }) => {
  await openBusyShop(product, browsers)
  const page = await browsers.open(product.ownerLink)
  await page.getByRole('link', { name: '看板' }).click()
  await isShown(page.getByText('1 小时内到期'))
  // The clock was moved: whoever has an open desk is online again with their next sign of life.
  await eventually(() => page.getByRole('main').getByText('离线', { exact: true }).count()).toBe(1)
  await isInHelp(page.getByRole('main'), 'team')
  await showsRight(page, 'team')
  await page.getByRole('link', { name: '管理', exact: true }).click()
  await isShown(page.getByText('待办'))
  await fitsWindow(page, 'admin-todo-1440x900')
})
