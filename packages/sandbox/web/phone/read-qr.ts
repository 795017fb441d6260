import { decodeQR } from 'qr/decode.js'

/** More than any screenshot needs; larger pictures are drawn smaller first. */
const LONGEST_SIDE = 2400
/** A search may take this long: a whole screen has much that looks like a code. */
const LOOK_MS = 1500

/** The text of the QR code in a picture, or null when none is found. */
export async function readQr(picture: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null)
  if (bitmap === null) return null
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height).getContext('2d')
  if (canvas === null) return null
  canvas.fillStyle = '#fff'
  canvas.fillRect(0, 0, width, height)
  canvas.drawImage(bitmap, 0, 0, width, height)
  try {
    return decodeQR(canvas.getImageData(0, 0, width, height), { timeLimit: LOOK_MS, effort: 3 })
  } catch {
    return null // The library throws when it finds no code.
  }
}
