import type { Locator, Page, Route } from 'playwright-core'
import { expect } from 'vitest'
import { addRecords, addServed, addWaiting } from './bulk.ts'
import { type Desk, eventually, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

/** More than any screen shows, far less than there are. */
const fewRows = 60

it('5,000 customers are in the lists, and the page holds those in sight', async ({ product, browsers }) => {
  await addWaiting(product, 3_000)
  await addServed(product, '小林', 2_000)
  const desk = await openDesk(browsers, product, '小林')
  await isShown(desk.page.getByRole('tab', { name: '待接入 3000' }))
  await isShown(desk.page.getByRole('tab', { name: '接待中 2000' }))

  const rows = desk.page.getByRole('navigation', { name: '会话列表' }).getByRole('listitem')
  for (const [tab, label, first, last] of [
    ['接待中', '接待中的客户', '老客 1', '老客 2000'],
    ['待接入', '待接入的客户', '第 1 位', '第 3000 位'],
  ] as const) {
    await desk.tab(tab)
    const list = desk.page.getByRole('region', { name: label })
    await isShown(list.getByText(first))
    expect(await rows.count()).toBeLessThan(fewRows)
    await scrollTo(list, 1e9)
    await isShown(list.getByText(last))
    expect(await rows.count()).toBeLessThan(fewRows)
  }

  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  await isShown(desk.page.getByRole('tab', { name: '待接入 3001' }))
  await isShown(desk.row('关键词「客服」'))
})

it('[S4] 50,000 records of one customer: older ones come as the reader goes up, and what they read stays put', async ({
  product,
  browsers,
}) => {
  await addServed(product, '小林', 1)
  const [customer] = await product.query<{ openid: string }>('select openid from conversation')
  await addRecords(product, customer?.openid ?? '', 50_000)
  const desk = await openDesk(browsers, product, '小林')
  await desk.open('第 50000 条')
  await isShown(desk.line('第 50000 条'))

  for (let page = 1; page <= 5; page += 1) {
    const moved = await readOlderPage(desk)
    expect(moved, `page ${page}: px that a line moved on the screen`).toBeLessThanOrEqual(2)
    expect(await desk.log.locator('[data-line]').count()).toBeLessThan(fewRows)
  }
})

it('[S4] paging up ends at the first record', async ({ product, browsers }) => {
  await addServed(product, '小林', 1)
  const [customer] = await product.query<{ openid: string }>('select openid from conversation')
  await addRecords(product, customer?.openid ?? '', 2_000)
  const desk = await openDesk(browsers, product, '小林')
  await desk.open('第 2000 条')
  await isShown(desk.line('第 2000 条'))
  const beginning = desk.log.getByText('这是最早的消息')
  await eventually(async () => {
    await scrollTo(desk.log, 0)
    return beginning.count()
  }).toBe(1)
  await scrollTo(desk.log, 0)
  await isShown(desk.line('第 1 条。'))
  expect(await desk.log.locator('[data-line]').count()).toBeLessThan(fewRows)
  await desk.button('回到最新').click()
  await isShown(desk.line('第 2000 条'))
})

interface Scrolled {
  scrollTop: number
}

async function scrollTo(place: Locator, top: number): Promise<void> {
  await place.evaluate((element: Scrolled, to) => {
    element.scrollTop = to
  }, top)
}

/**
 * Turns the wheel upwards until the page before is asked for; returns by how much the line in the middle of the screen
 * moved at most, in any frame, until that page was in.
 */
async function readOlderPage({ page, log }: Desk): Promise<number> {
  const held = await holdOlderPage(page)
  await log.hover()
  while (!held.isAsked()) {
    await page.mouse.wheel(0, -400)
    await page.evaluate(whenSettled)
  }
  const watched = page.evaluate<number>(watchMiddleLine)
  await held.release()
  return watched
}

const olderPages = /\/messages\?before=/

/** Keeps the next older page back, so that what stands on the screen before and after it can be compared. */
async function holdOlderPage(page: Page): Promise<{ isAsked(): boolean; release(): Promise<void> }> {
  let asked: Route | null = null
  await page.route(
    olderPages,
    (route) => {
      asked = route
    },
    { times: 1 },
  )
  return {
    isAsked: () => asked !== null,
    release: async () => asked?.continue(),
  }
}

const middleLine = `
  const log = document.querySelector('[role=log]')
  const middle = log.getBoundingClientRect().top + log.clientHeight / 2
  const topOf = (line) => line?.getBoundingClientRect().top ?? Infinity
  const inMiddle = () => [...log.querySelectorAll('[data-line]')].findLast((line) => topOf(line) <= middle)`

/** In the page: lines that a scroll has brought in are measured, and nothing has moved for five frames. */
const whenSettled = `new Promise((resolve) => {
  ${middleLine}
  let seen = ''
  let still = 0
  const look = () => {
    const line = inMiddle()
    const now = line?.dataset.line + ' ' + topOf(line)
    still = now === seen ? still + 1 : 0
    seen = now
    if (still === 5) resolve()
    else requestAnimationFrame(look)
  }
  look()
})`

/** In the page: looks at each frame until the list has grown and ten more frames have shown it. */
const watchMiddleLine = `new Promise((resolve) => {
  ${middleLine}
  const key = inMiddle().dataset.line
  const topNow = () => topOf(log.querySelector('[data-line="' + key + '"]'))
  const from = topNow()
  const height = log.scrollHeight
  let furthest = 0
  let after = 0
  const look = () => {
    furthest = Math.max(furthest, Math.abs(topNow() - from))
    if (log.scrollHeight > height + 500) after += 1
    if (after > 10) resolve(furthest)
    else requestAnimationFrame(look)
  }
  look()
})`
