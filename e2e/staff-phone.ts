import type { FrameLocator, Locator, Page } from 'playwright-core'
import type { Browsers, Look } from './browser.ts'
import type { Product } from './product.ts'

/** The phone of somebody of the shop: WeChat's home page, its scanner, its browser, 「服务通知」. */
export interface StaffPhone {
  readonly page: Page
  /** Takes a picture of a QR code that a screen shows, and scans it: ＋ → 扫一扫 → 选择截图. */
  scans(qr: Locator): Promise<void>
  /** The same with a picture that was taken before. */
  scansPicture(picture: Buffer): Promise<void>
  /** The page that is open in WeChat's browser. */
  readonly web: FrameLocator
  closesWeb(): Promise<void>
  /** 「服务通知」 and its newest card. */
  opensNotice(): Promise<void>
}

export type StaffId = 'xiaolin' | 'xiaowu' | 'laozhou' | 'xiaochen'

export async function openStaffPhone(
  browsers: Browsers,
  { wechat }: Product,
  id: StaffId,
  look: Look = {},
): Promise<StaffPhone> {
  const page = await browsers.open(`${wechat.url}/phone/${id}`, look)
  async function scan(buffer: Buffer): Promise<void> {
    await page.getByRole('button', { name: '更多功能' }).click()
    await page.getByRole('button', { name: '扫一扫' }).click()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '选择截图' }).click(),
    ])
    await chooser.setFiles({ name: '截图.png', mimeType: 'image/png', buffer })
  }

  return {
    page,
    scans: async (qr) => scan(await qr.screenshot()),
    scansPicture: scan,
    web: page.frameLocator('iframe'),
    async closesWeb() {
      await page.getByRole('button', { name: '关闭网页' }).click()
    },
    async opensNotice() {
      await page.getByRole('button', { name: /服务通知/ }).click()
      await page
        .getByRole('button', { name: /客服邀请/ })
        .last()
        .click()
    },
  }
}
