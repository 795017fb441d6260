import type { Locator, Page } from 'playwright-core'

/** Puts a picture of 240×160 into the clipboard, as a screenshot tool does. */
export async function copyPicture(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(240, 160)
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#f7f3e8'
    pen.fillRect(0, 0, 240, 160)
    pen.fillStyle = '#07783c'
    pen.fillRect(24, 48, 120, 64)
    const png = await canvas.convertToBlob({ type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
  })()`)
}

interface Picture {
  readonly naturalWidth: number
  decode(): Promise<void>
}

/** How wide a picture is, in its own pixels; waits until it has come. */
export function widthOf(picture: Locator): Promise<number> {
  return picture.first().evaluate(async (image: Picture) => {
    await image.decode()
    return image.naturalWidth
  })
}
