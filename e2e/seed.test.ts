import path from 'node:path'
import { expect } from 'vitest'
import { openBackOffice } from './back-office.ts'
import { deskOn, eventually, isGone, isShown, openDesk, save } from './desk.ts'
import { it } from './it.ts'
import { openPhone } from './phone.ts'
import { openStaffPhone } from './staff-phone.ts'

// The document that the product was asked for from, figure by figure, as one person after another would do it.
// What a screen does beside that is proven where it is at home: login, team, admin, records, replies, figures.

const minute = 60_000
const asset = (name: string) => path.resolve(import.meta.dirname, '../packages/sandbox/assets', name)

it('[S12] [S13] figures 1, 2 and 11: the account is checked, upgraded, and the interface turned on', async ({
  product,
  browsers,
}) => {
  const { wechat } = product
  const fan = await wechat.demoFan('花花')
  const console = await browsers.open(wechat.phoneOf(fan))
  const kfEnabled = (word: '有' | '无') =>
    console
      .getByText('客服功能', { exact: true })
      .locator('xpath=following-sibling::dd[1]')
      .getByRole('button', { name: word })
      .click()
  await kfEnabled('无')

  // Figure 1: 开启客服功能 names what is missing, and sees by itself that it has come.
  const { page, open } = await openBackOffice(browsers, product)
  await open('接入公众号')
  const check = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  await isShown(check('取得凭证').getByText('通过', { exact: true }))
  await isShown(check('客服权限').getByText('公众号还没有开启客服功能。'))
  await isShown(check('客服权限').getByText('功能 → 添加功能插件 → 客服功能'))
  await kfEnabled('有')
  await page.getByRole('button', { name: '重新检查' }).click()
  await isShown(check('客服权限').getByText('通过', { exact: true }))
  await check('网页授权域名').getByRole('button', { name: '扫码试一下' }).click()
  const boss = await openStaffPhone(browsers, product, 'laozhou')
  await boss.scans(page.getByRole('img', { name: '试网页授权的二维码' }))
  await isShown(boss.web.getByText('网页授权可用'))
  await isShown(check('网页授权域名').getByText('通过', { exact: true }))

  // Figure 2: 升级 brings what WeChat's own desk has.
  await page.getByRole('link', { name: '从微信客服升级' }).click()
  await page.getByRole('button', { name: '开始导入' }).click()
  await isShown(page.getByText('导入完成'))

  // Figure 11: 停用 and 启用, each with 确定修改.
  await open('多客服接口')
  await page.getByRole('radio', { name: /^停用/ }).check()
  await page.getByRole('button', { name: '确定修改' }).click()
  await isShown(page.getByText('停用后新消息直接转给你的服务器。'))
  await page.getByRole('dialog').getByRole('button', { name: '停用', exact: true }).click()
  await isShown(page.getByText('已停用多客服接口'))
  await fan.says('客服')
  await eventually(fan.heard).toHaveLength(1)
  await page.getByRole('radio', { name: /^启用/ }).check()
  await page.getByRole('button', { name: '确定修改' }).click()
  await isShown(page.getByText('已启用多客服接口'))
  await fan.says('客服')
  await page.getByRole('link', { name: /^会话/ }).click()
  await deskOn(page).accept(fan)
})

it('[S2] [S14] [S15] [S16] figures 3 to 15: 小陈 is added, invited, accepts on the phone, and logs in by QR', async ({
  product,
  browsers,
}) => {
  // Figures 3 to 6: 添加客服 with name and picture, then whom to bind.
  const { page, open } = await openBackOffice(browsers, product)
  await open('客服')
  await page.getByRole('button', { name: '添加客服' }).click()
  const drawer = page.getByRole('dialog', { name: '添加客服' })
  await drawer.getByRole('textbox', { name: '名称' }).fill('小陈')
  await drawer.getByRole('textbox', { name: '客服账号' }).fill('xiaochen')
  await drawer.locator('input[type=file]').setInputFiles(asset('picture.jpg'))
  await page.getByRole('button', { name: '用这个头像' }).click()
  await drawer.getByRole('button', { name: '换一张' }).waitFor()
  await drawer.getByRole('button', { name: '下一步' }).click()
  for (const [kind, value] of [
    ['手机号', '13800571004'],
    ['QQ 号', '472906158'],
    ['微信号', 'xiaochen_wx'],
  ] as const) {
    await drawer.getByText(kind, { exact: true }).click()
    await drawer.getByRole('textbox', { name: `输入${kind}` }).fill(value)
    await drawer.getByRole('button', { name: '验证' }).click()
    await isShown(drawer.getByText('格式正确'))
  }
  await drawer.getByRole('button', { name: '邀请绑定' }).click()

  // Figure 7: 邀请待确认.
  const sent = page.getByRole('dialog', { name: '邀请已发出' })
  const qr = sent.getByRole('img', { name: '给小陈的邀请二维码' })
  await isShown(qr)
  const phone = await openStaffPhone(browsers, product, 'xiaochen')
  const row = page.getByRole('row', { name: /小陈/ })
  await isShown(row.getByText(/邀请待确认（还剩 \d+ 小时）/))
  await isShown(row.getByText('邀请中'))

  // Figures 8 to 10: the service notification, 接受邀请, and what stands there then; the same by our own link.
  await phone.opensNotice()
  await isShown(phone.page.getByText('公众号「花田小店」邀请你成为客服'))
  await phone.page.getByRole('button', { name: '接受邀请' }).click()
  await isShown(phone.page.getByText('你已成为「花田小店」的客服'))
  await phone.closesWeb()
  await phone.page.getByRole('button', { name: '返回' }).click()
  await phone.scans(qr)
  await isShown(phone.web.getByText('邀请你成为客服'))
  await phone.web.getByRole('button', { name: '接受邀请' }).click()
  await isShown(
    phone.web.getByText('你已成为「花田小店」的客服').or(phone.web.getByText('已提交，等管理员确认')),
  )
  await phone.closesWeb()
  await sent.getByRole('button', { name: '完成' }).click()
  if (await row.getByRole('button', { name: '确认' }).isVisible()) {
    await row.getByRole('button', { name: '确认' }).click()
    await page.getByRole('button', { name: '确认是小陈' }).click()
  }
  await eventually(() => row.getByText('已绑定').count()).toBe(2)

  // Figures 12 and 13: the entry page, its 使用说明, and the login page's QR with two digits.
  const computer = await browsers.open(product.url)
  await isShown(computer.getByRole('link', { name: /^使用说明/ }))
  await computer.getByRole('link', { name: /^在线客服功能/ }).click()
  const loginQr = computer.getByRole('img', { name: '登录二维码' })
  await isShown(loginQr)
  const digits = (await computer.getByText('核对数字').innerText()).match(/\d\d/)?.[0]
  expect(digits).toBeDefined()

  // Figures 14 and 15: the phone asks with the same digits; 确认登录 opens the desk.
  await phone.scans(loginQr)
  await isShown(phone.web.getByText('将登录 花田小店 工作台'))
  await isShown(phone.web.getByText(digits ?? '', { exact: true }))
  await phone.web.getByRole('button', { name: '确认登录' }).click()
  await isShown(computer.getByRole('button', { name: /^小陈，在线/ }))
})

it('[S5] [S6] [S8] [S17] [S18] figures 16 to 20: 今日数据, 历史数据, the greeting and the texts of 离开设置', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  const { page } = desk
  const settings = page.getByRole('navigation', { name: '设置的页面' })

  // Figures 17 to 19: 接入设置, the greeting edited and saved.
  await page.getByRole('banner').getByRole('link', { name: '设置' }).click()
  await isShown(page.getByRole('heading', { name: '今日数据' }))
  await settings.getByRole('link', { name: '接入设置' }).click()
  await page.getByRole('switch', { name: '接入时发送问候语' }).click()
  await page.getByRole('textbox', { name: '问候语' }).fill('您好，我是小林，请问有什么可以帮您？')
  await save(page)
  await page.reload()
  expect(await page.getByRole('textbox', { name: '问候语' }).inputValue()).toMatch(/^您好，我是小林/)
  await page.getByRole('switch', { name: '自动接入' }).click()
  await save(page)

  // Figure 20: 离开设置, two texts, the second in use.
  await settings.getByRole('link', { name: '离开设置' }).click()
  await page.getByRole('switch', { name: '离开时自动回复' }).click()
  await page.getByRole('textbox', { name: '第 1 条回复内容' }).fill('马上回来')
  await page.getByRole('button', { name: '添加回复' }).click()
  await page.getByRole('textbox', { name: '第 2 条回复内容' }).fill('正在打包，半小时后回复您')
  await page.getByRole('radio').nth(1).check()
  await save(page)

  // They do what they say: accepted by itself, greeted, and answered while the agent is away.
  await fan.says('客服')
  await eventually(fan.heard).toEqual(['您好，我是小林，请问有什么可以帮您？'])
  await page.getByRole('button', { name: /打开个人菜单/ }).click()
  await page.getByRole('menuitemradio', { name: '离开' }).click()
  await page.keyboard.press('Escape')
  await isShown(page.getByText('你处于离开状态，不会分到新客户'))
  await fan.says('还在吗')
  await eventually(fan.heard).toContain('正在打包，半小时后回复您')

  // Figure 16: what was said by hand counts, what was said by itself doesn't.
  await page.getByRole('link', { name: /^会话/ }).click()
  await desk.tab('接待中')
  await desk.open(fan)
  await desk.reply('刚回来，请说')
  await eventually(fan.heard).toContain('刚回来，请说')
  await page.getByRole('link', { name: '数据', exact: true }).click()
  const figure = (name: string) => page.locator('dl > div').filter({ hasText: name }).locator('dd').first()
  await eventually(() => figure('接待人数').innerText()).toBe('1')
  await eventually(() => figure('回复消息数').innerText()).toBe('1')
  await page.getByRole('link', { name: '历史数据' }).click()
  await isShown(page.getByRole('img', { name: '每日接待与回复' }).locator('svg'))
})

it('[S11] [S19] [S20] [S21] [S22] [S23] figures 21 to 24: a keyword, a quick reply, a transfer, the end', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const phone = await openPhone(browsers, product, fan)
  const lin = await openDesk(browsers, product, '小林')
  const wu = await openDesk(browsers, product, '小吴')

  // Figures 21 and 22: a quick reply of one's own, and one chosen from 文字素材.
  const { page: office, open } = await openBackOffice(browsers, product)
  await open('快捷回复与素材')
  await office.getByRole('tab', { name: '素材' }).click()
  await office.getByRole('button', { name: '粘贴或导入' }).click()
  await office.getByRole('textbox', { name: '粘贴的内容' }).fill('七天无理由退换，运费由我们承担。')
  await office.getByRole('button', { name: '导入 1 条' }).click()
  await isShown(office.getByText('已导入 1 条'))
  await lin.page.getByRole('banner').getByRole('link', { name: '设置' }).click()
  await lin.page.getByRole('link', { name: '快捷回复' }).click()
  await lin.button('新建').click()
  await lin.page.getByRole('textbox', { name: '标题' }).fill('发货时间')
  await lin.page.getByRole('textbox', { name: '内容' }).fill('今天 18 点前发出')
  await lin.page.getByRole('button', { name: '保存' }).click()
  await lin.button('选用素材').click()
  await lin.page.getByRole('checkbox', { name: /七天无理由/ }).check()
  await lin.button('选用 1 条').click()
  await lin.page.getByRole('link', { name: /^会话/ }).click()

  // Figure 23: a message that is one of the words comes to the desk, one that contains it stays with the mall.
  for (const words of ['你好，营业时间是几点', '订单 MD20260101 到了吗，在吗']) {
    await phone.says(words)
    await isShown(lin.page.getByRole('tab', { name: '待接入 0' }))
  }
  await isShown(phone.heard('营业时间：每天 9:00–21:00'))
  await phone.says(' 在吗？')
  await lin.tab('待接入')
  await isShown(lin.row('在吗'))
  // Whoever waits is heard by the mall too, and its answer reaches them (S11).
  await phone.says('MD20260102')
  await isShown(phone.heard('已付款，正在包装'))
  await lin.accept(fan)
  await isShown(lin.line('MD20260102'))
  await phone.says('MD20260103')
  await isShown(lin.line('MD20260103'))
  await lin.button('快捷回复').click()
  await lin.page
    .getByRole('complementary')
    .getByRole('button', { name: /^发货时间/ })
    .click()
  await eventually(() => lin.editor.inputValue()).toBe('今天 18 点前发出')
  await lin.button('发送').click()
  await isShown(phone.heard('今天 18 点前发出'))
  expect(await fan.heard()).not.toContainEqual(expect.stringContaining('MD20260103'))

  // Figure 24: 转接 with a note, 结束会话 at the other's desk.
  await lin.button('转接').click()
  const transfer = lin.page.getByRole('dialog')
  await transfer.getByRole('radio', { name: /小吴/ }).check({ force: true })
  await transfer.getByRole('textbox', { name: '给接手客服的话（客户看不到）' }).fill('要补发票')
  await transfer.getByRole('button', { name: '转接' }).click()
  await isShown(lin.page.getByText('已转给小吴'))
  await isShown(wu.page.getByText(/^小林把.*转给了你：要补发票/))
  await wu.tab('接待中')
  await wu.open(fan)
  await isShown(wu.log.getByText('小林 转给 小吴：要补发票'))
  await wu.reply('发票今天寄出')
  await isShown(phone.heard('发票今天寄出'))
  await wu.button('结束会话').click()
  await isShown(wu.page.getByText(/^已结束与.*的会话/))
  await phone.says('营业时间')
  await eventually(fan.heard).toContainEqual(expect.stringMatching(/^营业时间/))
})

it('[S4] [S10] [S24] [S25] figure 25 and after it: one’s status, older records, 重新接入, and the two clocks', async ({
  product,
  browsers,
}) => {
  const { wechat } = product
  const fan = await wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  const { page } = desk
  await fan.says('客服')
  await desk.accept(fan)
  for (let n = 1; n <= 45; n += 1) await fan.says(`第 ${n} 句`)

  // 30 minutes without a word end it; the next message is the mall's.
  await product.passTime(30 * minute)
  await isShown(desk.log.getByText('会话自动结束'))
  await fan.says('营业时间')
  await eventually(fan.heard).toContainEqual(expect.stringMatching(/^营业时间/))

  // 重新接入 from 最近, for two hours, however much is said.
  await desk.tab('最近')
  await desk.open(fan)
  await desk.button('重新接入').click()
  await isShown(page.getByText('已重新接入，2 小时内有效'))
  await fan.says('又来了')
  await isShown(desk.line('又来了'))
  await product.passTime(119 * minute)
  await fan.says('还有一件事')
  await isShown(desk.line('还有一件事'))
  await product.passTime(minute)
  await isShown(desk.log.getByText('重新接入的时间已到，会话自动结束'))
  await fan.says('营业时间')
  await eventually(async () => (await fan.heard()).length).toBe(2)

  // 聊天记录: scrolled up to the first word.
  await desk.log.hover()
  await eventually(async () => {
    await page.mouse.wheel(0, -4_000)
    return desk.line('第 1 句').count()
  }).toBeGreaterThan(0)

  // Figure 25: 在线, 离开, 退出登录 at the user's name.
  const menu = page.getByRole('button', { name: /打开个人菜单/ })
  for (const status of ['离开', '在线'] as const) {
    await menu.click()
    await page.getByRole('menuitemradio', { name: status }).click()
    await page.keyboard.press('Escape')
    await isShown(page.getByRole('button', { name: new RegExp(`^小林，${status}`) }))
  }
  await menu.click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await isShown(
    page
      .getByRole('link', { name: /^在线客服功能/ })
      .or(page.getByRole('heading', { name: '用微信扫码登录' })),
  )
  await isGone(desk.log)
})
