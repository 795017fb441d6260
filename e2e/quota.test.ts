import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

const minute = 60_000
const hour = 60 * minute

it('[L9] a window that closes within the hour is marked and told once, and can be sorted by', async ({
  product,
  browsers,
}) => {
  const { wechat } = product
  const [early, late] = [await wechat.demoFan('花花'), await wechat.demoFan('王姐')]
  await early.says('客服')
  await product.passTime(46 * hour)
  await late.says('客服')
  await product.passTime(59 * minute)
  const desk = await openDesk(browsers, product, '小林')
  const notified = await asInTheBackground(desk.page)
  await desk.tab('待接入')
  await isShown(desk.row(early))
  expect(await desk.row(early).getByText(/^剩/).count()).toBe(0)

  await product.passTime(2 * minute)
  await isShown(desk.row(early).getByText(/^剩 (59|60) 分钟$/))
  expect(await desk.row(late).getByText(/^剩/).count()).toBe(0)
  await eventually(async () =>
    (await notified()).filter((title) => title.includes('不能再回复')),
  ).toHaveLength(1)

  // Another message opens a new window: the mark goes, and 王姐 is the one who is closer to the end.
  await early.says('还在吗')
  await isGone(desk.row(early).getByText(/^剩/))
  expect((await notified()).filter((title) => title.includes('不能再回复'))).toHaveLength(1)
  await desk.page.getByRole('button', { name: /^排序/ }).click()
  await desk.page.getByRole('menuitemradio', { name: '即将到期' }).click()
  await desk.page.reload()
  await desk.tab('待接入')
  await isShown(desk.page.getByRole('button', { name: '排序 即将到期' }))
  await eventually(() => desk.row('').first().locator('[data-openid]').getAttribute('data-openid')).toBe(
    late.openid,
  )
})

it('[L9] when the window is closed the composer says why, keeps what is written and sends it when the fan writes', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  await fan.says('客服')
  await desk.accept(fan)
  const reason = desk.page.getByText('客户太久没有发言，微信不再接收。')
  expect(await reason.count()).toBe(0)

  await product.wechat.misbehaves('window_closed', { times: 1 })
  await desk.reply('单号 SF1020')
  await isShown(desk.line('单号 SF1020').getByText('已存为待发（45015）'))
  await isShown(reason)
  await desk.button('改记内部备注').click()
  await isShown(desk.page.getByRole('textbox', { name: '内部备注' }))
  await isGone(reason)
  await desk.page.keyboard.press('Alt+KeyM')

  for (const text of ['明天到', '写错了', '请查收']) {
    await desk.editor.fill(text)
    await desk.button('存为待发').click()
    await isShown(desk.line(text).getByText('待发，客户再次发言后自动发送'))
  }
  await desk.line('写错了').getByRole('button', { name: '取消' }).click()
  await isShown(desk.page.getByText('你取消了一条未发出的消息'))
  expect(await fan.heard()).toEqual([])

  await fan.says('好了吗')
  await eventually(fan.heard).toEqual(['单号 SF1020', '明天到', '请查收'])
  await isGone(reason)
  await isShown(desk.button('发送'))
})

it('[L10] a voice that could not be fetched says so, and a click fetches it', async ({
  product,
  browsers,
}) => {
  const { wechat } = product
  const fan = await wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  await fan.says('客服')
  await desk.accept(fan)
  await wechat.misbehaves('dead', { path: '/cgi-bin/media/get' })
  await fan.sends('voice')
  await isShown(desk.page.getByText('正在取语音'))
  for (const [nth, ms] of [1_100, 5_100, 30_100, 2 * minute, 10 * minute].entries()) {
    await eventually(() => wechat.struck('dead')).toBeGreaterThan(nth)
    await product.passTime(ms + 1_000)
  }
  await isShown(desk.page.getByText('语音没有取到'))
  await wechat.behaves()
  await desk.log.getByRole('button', { name: '重试' }).click()
  await isShown(desk.log.getByRole('button', { name: /^播放语音/ }))
})

/** The page believes that nobody sees it; answers the titles of its desktop notifications. */
async function asInTheBackground(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript({ content: background })
  await page.reload()
  return () => page.evaluate('window.notified')
}

const background = `
  window.notified = []
  window.Notification = class {
    static permission = 'granted'
    constructor(title) { window.notified.push(title) }
    close() {}
  }
  Object.defineProperty(document, 'hidden', { get: () => true })
  localStorage.setItem('duokefu.notifications', 'on')`
