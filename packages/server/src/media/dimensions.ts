import { imageSize } from 'image-size'

export interface Dimensions {
  readonly width: number | null
  readonly height: number | null
}

const unknown: Dimensions = { width: null, height: null }

/** Pixels of a picture as it is shown; null where the header says nothing usable. */
export function dimensionsOf(bytes: Uint8Array, mime: string): Dimensions {
  if (!mime.startsWith('image/')) return unknown
  try {
    const { width, height, orientation = 1 } = imageSize(bytes)
    if (!isPixels(width) || !isPixels(height)) return unknown
    // EXIF 5 to 8: turned by a quarter.
    return orientation >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    return unknown
  }
}

function isPixels(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 100_000
}
