import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBusyShop } from './busy-shop.ts'
import { eventually, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

/** `UPDATE_SCREENS=1` writes what the screens look like into docs/screens. */
const writes = process.env.UPDATE_SCREENS === '1'
const folder = path.resolve(import.meta.dirname, '../docs/screens')

const sizes = [
  { name: '1440x900', look: { width: 1440, height: 900 } },
  { name: '390x844', look: { width: 390, height: 844 } },
]

it('the screens of a busy shop fit into a window and into a phone', async ({ product, browsers }) => {
  await openBusyShop(product, browsers)
  for (const { name, look } of sizes) {
    const desk = await openDesk(browsers, product, '小林', look)
    await desk.tab('待接入')
    await isShown(desk.row('在吗'))
    await looksRight(desk.page, `desk-waiting-${name}`)
    await desk.tab('接待中')
    await desk.open('花花')
    await isShown(desk.line('单号 SF1020340051'))
    await looksRight(desk.page, `desk-serving-${name}`)
    await desk.log.hover()
    await desk.page.mouse.wheel(0, -10_000)
    await isShown(desk.line('什么时候发货？'))
    await looksRight(desk.page, `desk-records-${name}`)

    const dark = await openDesk(browsers, product, '小林', { ...look, dark: true })
    await dark.tab('接待中')
    await dark.open('花花')
    await isShown(dark.line('单号 SF1020340051'))
    await looksRight(dark.page, `desk-dark-${name}`)
  }
})

it('the English desk fits too', async ({ product, browsers }) => {
  const { page } = await openBusyShop(product, browsers)
  for (const { name, look } of sizes) {
    await page.evaluate(`localStorage.setItem('duokefu.language', 'en')`)
    await page.setViewportSize(look)
    await page.reload()
    await isShown(page.getByRole('log', { name: 'Messages' }))
    await looksRight(page, `desk-english-${name}`)
  }
})

it('an empty desk, the login page and the phone fit too', async ({ product, browsers }) => {
  const fan = await product.wechat.demoFan('花花')
  await fan.says('营业时间')
  await fan.sends('image')
  for (const { name, look } of sizes) {
    const login = await browsers.open(`${product.url}/login`, look)
    await isShown(login.getByRole('button', { name: '以小林登录' }))
    await looksRight(login, `login-${name}`)
    const desk = await openDesk(browsers, product, '小吴', look)
    await desk.tab('待接入')
    await isShown(desk.page.getByText('现在没有人在等，新客户会出现在这里'))
    await looksRight(desk.page, `desk-empty-${name}`)
    const phone = await browsers.open(product.wechat.phoneOf(fan), look)
    await isShown(phone.getByRole('log').getByText('照片收到了'))
    await looksRight(phone, `sandbox-phone-${name}`)
  }
})

/** Every picture is there and nothing is wider than the window. That its console is empty, each test finds anyway. */
async function looksRight(page: Page, name: string): Promise<void> {
  const pictures = '[...document.images].every((image) => image.complete && image.naturalWidth > 0)'
  await eventually(() => page.evaluate<boolean>(pictures)).toBe(true)
  await page.evaluate('document.fonts.ready')
  // Moves what the pointer rests on out of the picture.
  await page.mouse.move(0, 0)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'), name).toBe(0)
  if (!writes) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' })
}
