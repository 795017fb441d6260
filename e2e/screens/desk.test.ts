import { openBusyShop } from '../busy-shop.ts'
import { deskOn, eventually, isGone, isShown, openDesk } from '../desk.ts'
import { it } from '../it.ts'
import { isInHelp, showsRight } from '../picture-book.ts'
import { fillFigures } from '../quiet-weeks.ts'
import { addReplies } from '../replies-of-shop.ts'

it('[S1] [S7] [S26] a busy desk fits a window and a phone: lists, conversation, records, what opens over them', async ({
  product,
  browsers,
}) => {
  const desk = await openBusyShop(product, browsers)
  const { page, log } = desk
  await addReplies(page, 'own')

  await isGone(page.getByText(/^打开桌面通知/))
  await desk.open('王姐-批发')
  await desk.editor.fill('有的，周五上午送到')
  await isInHelp(page.locator('[data-region=composer]'), 'composer')
  await desk.editor.fill('')
  await isGone(desk.row('王姐-批发').getByLabel(/条未读/))
  await desk.open('花花')
  await isInHelp(page.locator('body'), 'desk')
  await showsRight(page, 'desk-serving')

  await desk.editor.fill('/')
  await isShown(page.getByRole('listbox', { name: '快捷回复' }))
  await isInHelp(page.getByRole('listbox', { name: '快捷回复' }), 'reply-picker')
  await showsRight(page, 'desk-reply-picker', async () => {
    await desk.editor.fill('')
    await desk.editor.pressSequentially('/')
    await isShown(page.getByRole('listbox', { name: '快捷回复' }))
  })
  await page.keyboard.press('Escape')
  await desk.editor.fill('')

  await openDesk(browsers, product, '小吴')
  await desk.button('转接').click()
  await isShown(page.getByRole('dialog').getByText('在线'))
  await page.getByRole('dialog').getByRole('radio', { name: /小吴/ }).check({ force: true })
  await page.getByRole('textbox', { name: '给接手客服的话（客户看不到）' }).fill('要补发票')
  await isInHelp(page.getByRole('dialog'), 'transfer')
  await showsRight(page, 'desk-transfer', async () => {
    if (!(await page.getByRole('dialog').isVisible())) await desk.button('转接').click()
    await isShown(page.getByRole('dialog').getByText('在线'))
  })
  await page.keyboard.press('Escape')

  for (const tab of ['快捷回复', '记录'] as const) {
    await page.getByRole('complementary').getByRole('tab', { name: tab }).click()
    await isShown(page.getByRole('complementary').getByRole('searchbox'))
    await showsRight(page, tab === '记录' ? 'desk-panel-records' : 'desk-panel-replies')
  }
  await isInHelp(page.getByRole('complementary'), 'records-panel')
  await page.getByRole('complementary').getByRole('tab', { name: '客户' }).click()
  await isShown(page.getByRole('complementary').getByText('描述', { exact: true }))

  await page.keyboard.press('Control+K')
  await page.getByRole('combobox').fill('花')
  await isShown(page.getByRole('option').first())
  await showsRight(page, 'desk-find')
  await page.keyboard.press('Escape')

  const menu = page.getByRole('button', { name: /打开个人菜单/ })
  await menu.click()
  await isInHelp(page.getByRole('menu'), 'status-menu')
  await showsRight(page, 'desk-status', async () => {
    // A phone shows the name where no conversation is open.
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '返回列表' }).click()
    await page.getByRole('link', { name: '我', exact: true }).click()
    await menu.click()
    await isShown(page.getByRole('menu'))
  })
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: /^会话/ }).click()
  await desk.open('花花')

  // Older records come a page at a time.
  const scrollUp = async () => {
    await log.hover()
    await eventually(async () => {
      await page.mouse.wheel(0, -10_000)
      return desk.line('什么时候发货？').first().isVisible()
    }).toBe(true)
  }
  await scrollUp()
  await showsRight(page, 'desk-records', scrollUp)

  await desk.tab('待接入')
  await isShown(desk.row('在吗'))
  await isInHelp(page.getByRole('navigation', { name: '会话列表' }), 'waiting-list')
  await showsRight(page, 'desk-waiting')

  await desk.tab('接待中')
  await desk.open('松果')
  await desk.button('结束会话').click()
  await isShown(page.getByRole('main', { name: '与王姐-批发的会话' }))
  await desk.tab('最近')
  await desk.open('松果')
  await isGone(page.getByText(/^已结束与/))
  await isInHelp(page.getByRole('main', { name: '与松果的会话' }), 'reopen')
  await showsRight(page, 'desk-recent')
})

it('[S1] the busy desk in the dark and in English', async ({ product, browsers }) => {
  const { page } = await openBusyShop(product, browsers)
  const serving = page.url()
  await page.evaluate(`localStorage.setItem('duokefu.theme', 'dark')`)
  await page.reload()
  await isShown(deskOn(page).line('单号 SF1020340051'))
  await showsRight(page, 'desk-dark')
  await page.evaluate(
    `localStorage.setItem('duokefu.theme', 'light');localStorage.setItem('duokefu.language', 'en')`,
  )
  await page.goto(serving)
  await isShown(page.getByRole('log', { name: 'Messages' }))
  await showsRight(page, 'desk-english')
})

it('[S4] [S6] [S17] [S18] [S19] [S24] the pages of 设置, 记录 and an empty desk fit too', async ({
  product,
  browsers,
}) => {
  await fillFigures(product)
  const desk = await openDesk(browsers, product, '小林')
  const { page } = desk
  // Nothing is offered over the pictures.
  await page.evaluate(`localStorage.setItem('duokefu.notifications', 'off')`)
  await page.reload()
  await addReplies(page, 'own')
  await desk.tab('待接入')
  await isShown(page.getByText('现在没有人在等，新客户会出现在这里'))
  await showsRight(page, 'desk-empty')

  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  await desk.accept(fan)
  await desk.reply('您好，今天 18 点前发出')
  await eventually(fan.heard).toHaveLength(1)
  await page.getByRole('link', { name: '记录', exact: true }).click()
  await isShown(page.getByText('接待中', { exact: true }).last())
  await showsRight(page, 'records')

  const main = page.getByRole('main')
  await page.getByRole('link', { name: '数据', exact: true }).click()
  await eventually(() => main.locator('dd').nth(2).innerText()).toBe('1')
  await isInHelp(main, 'today')
  await showsRight(page, 'me-today')
  await page.getByRole('link', { name: '历史数据' }).click()
  await page.getByRole('radio', { name: '30 天' }).click()
  await isShown(page.getByRole('img', { name: '每日接待与回复' }).locator('svg'))
  await showsRight(page, 'me-history')

  const settings = page.getByRole('navigation', { name: '设置的页面' })
  await settings.getByRole('link', { name: '接入设置' }).click()
  await page.getByRole('switch', { name: '接入时发送问候语' }).click()
  await page.getByRole('textbox', { name: '问候语' }).fill('您好，我是小林，请问有什么可以帮您？')
  await isInHelp(main, 'accept-settings')
  await showsRight(page, 'me-accept')
  await settings.getByRole('link', { name: '离开设置' }).click()
  await page.getByRole('switch', { name: '离开时自动回复' }).click()
  await page.getByRole('textbox', { name: '第 1 条回复内容' }).fill('我离开一会儿，回来马上回复您')
  await page.getByRole('button', { name: '添加回复' }).click()
  await page.getByRole('textbox', { name: '第 2 条回复内容' }).fill('正在打包，半小时后回复您')
  await isInHelp(main, 'away-settings')
  await showsRight(page, 'me-away')
  await settings.getByRole('link', { name: '快捷回复' }).click()
  await isShown(page.getByRole('button', { name: /^发货时间/ }))
  await isInHelp(main, 'own-replies')
  await showsRight(page, 'me-replies')
  for (const [name, file] of [
    ['提醒与快捷键', 'me-alerts'],
    ['登录设备', 'me-devices'],
    ['界面', 'me-looks'],
  ] as const) {
    await settings.getByRole('link', { name }).click()
    await isShown(main.getByRole('heading', { name }))
    await showsRight(page, file)
  }
})
