import type { Locator } from 'playwright-core'
import type { Browsers, Look } from './browser.ts'
import type { Product } from './product.ts'
import type { Fan } from './wechat.ts'

/** A fan's phone on the sandbox's page. */
export interface Phone {
  says(text: string): Promise<void>
  /** Sends the sample picture. */
  sendsPicture(): Promise<void>
  /** A message of the account. */
  heard(text: string): Locator
  /** Pictures that came from the account. */
  pictures(): Locator
  voices(): Locator
  videos(): Locator
  /** An entry of a menu message. */
  taps(entry: string): Promise<void>
  /** 「对方正在输入…」 in place of the account's name. */
  typing(): Locator
}

export async function openPhone(
  browsers: Browsers,
  { wechat }: Product,
  fan: Fan,
  look: Look = {},
): Promise<Phone> {
  const page = await browsers.open(wechat.phoneOf(fan), look)
  const chat = page.getByRole('log')
  const fromAccount = chat.locator('.from-account')
  return {
    async says(text) {
      await page.getByRole('textbox', { name: '消息' }).fill(text)
      await page.getByRole('button', { name: '发送', exact: true }).click()
    },
    async sendsPicture() {
      await page.getByRole('button', { name: '更多', exact: true }).click()
      await page.getByRole('button', { name: '示例图片' }).click()
    },
    heard: (text) => fromAccount.getByText(text),
    pictures: () => fromAccount.getByRole('img', { name: '相册' }),
    voices: () => fromAccount.locator('.voice'),
    videos: () => fromAccount.locator('video'),
    async taps(entry) {
      await fromAccount.getByRole('button', { name: entry, exact: true }).click()
    },
    typing: () => page.getByRole('heading', { name: '对方正在输入…' }),
  }
}
