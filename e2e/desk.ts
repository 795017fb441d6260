import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Browsers, type Look, patienceMs } from './browser.ts'
import type { Product } from './product.ts'
import type { Fan } from './wechat.ts'

/** An agent's desk in a browser, by the words that the agent sees. A row is found by what it says, or by its customer. */
export interface Desk {
  readonly page: Page
  /** The records of the open conversation. */
  readonly log: Locator
  /** Where the agent writes. */
  readonly editor: Locator
  /** The line of the log with these words. */
  line(words: string): Locator
  tab(name: '待接入' | '接待中' | '最近'): Promise<void>
  row(who: string | Fan): Locator
  /** Opens a row of the list in view. */
  open(who: string | Fan): Promise<void>
  /** 接入 in the row of 待接入. */
  accept(who: string | Fan): Promise<void>
  /** Types a reply and sends it with Enter. */
  reply(text: string): Promise<void>
  button(name: string): Locator
}

/** Logs an agent in by the demo's one click, at the product's address or through a cable. */
export async function openDesk(
  browsers: Browsers,
  product: Pick<Product, 'url'>,
  agent: '小林' | '小吴' | '老周',
  look: Look = {},
): Promise<Desk> {
  const page = await browsers.open(`${product.url}/login`, look)
  await page.getByRole('button', { name: `以${agent}登录` }).click()
  await page.getByRole('navigation', { name: '会话列表' }).waitFor()
  return deskOn(page)
}

/** The desk of 小林, who serves 花花. */
export async function openServing(
  browsers: Browsers,
  product: Product,
): Promise<{ readonly desk: Desk; readonly fan: Fan }> {
  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  const desk = await openDesk(browsers, product, '小林')
  await desk.accept(fan)
  return { desk, fan }
}

export function deskOn(page: Page): Desk {
  const log = page.getByRole('log', { name: '消息记录' })
  const rows = page.getByRole('navigation', { name: '会话列表' }).getByRole('listitem')
  const editor = page.getByRole('textbox', { name: /^回复/ })
  const desk: Desk = {
    page,
    log,
    editor,
    line: (words) => log.locator('[data-line]').filter({ hasText: words }),
    async tab(name) {
      await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
    },
    row: (who) =>
      rows.filter(
        typeof who === 'string' ? { hasText: who } : { has: page.locator(`[data-openid="${who.openid}"]`) },
      ),
    async open(who) {
      await desk.row(who).getByRole('link').click()
    },
    async accept(who) {
      await desk.tab('待接入')
      await desk.row(who).getByRole('button', { name: /^接入/ }).click()
      await editor.waitFor()
    },
    async reply(text) {
      await editor.fill(text)
      await editor.press('Enter')
    },
    button: (name) => page.getByRole('button', { name, exact: true }),
  }
  return desk
}

/** Waits until a place on the screen is there, and in sight. */
export async function isShown(place: Locator): Promise<void> {
  await place.first().waitFor({ state: 'visible' })
}

export async function isGone(place: Locator): Promise<void> {
  await place.waitFor({ state: 'detached' })
}

/** 保存 of the page in view, until the server has taken it: the words 已保存 may still be those of the save before. */
export async function save(page: Page): Promise<void> {
  const saved = page.waitForResponse(
    (response) => ['PATCH', 'PUT'].includes(response.request().method()) && response.ok(),
  )
  await page.getByRole('button', { name: '保存' }).click()
  await saved
  await isShown(page.getByText('已保存'))
}

/** Asks again and again until the answer is as wanted. */
export function eventually<Value>(ask: () => Promise<Value> | Value) {
  return expect.poll(ask, { timeout: patienceMs, interval: 50 })
}
