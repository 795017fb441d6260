import type { Locator, Page } from 'playwright-core'

/** Puts a picture of 240×160, a parcel with a ribbon, into the clipboard, as a screenshot tool does. */
export async function copyPicture(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(240, 160)
    const pen = canvas.getContext('2d')
    for (const [color, x, y, width, height] of [
      ['#e9e2d0', 0, 0, 240, 160],
      ['#b98a5a', 52, 44, 136, 92],
      ['#a87a4b', 52, 44, 136, 20],
      ['#d94f70', 110, 44, 20, 92],
      ['#d94f70', 52, 80, 136, 16],
    ]) {
      pen.fillStyle = color
      pen.fillRect(x, y, width, height)
    }
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
