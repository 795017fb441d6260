import { deflateSync } from 'node:zlib'
import { encode } from 'modern-gif'
import { afterAll, describe, expect, it } from 'vitest'
import { noisyPng, pngFrom, pngOf } from '../../test/png.ts'
import { randomFrom } from '../../test/random.ts'
import { dimensionsOf } from './dimensions.ts'
import { createPictures, maxPixels } from './pictures.ts'

const pictures = createPictures()
afterAll(() => pictures.stop())

const small = { sizes: [{ width: 480, height: 640, quality: 75 }], maxBytes: Number.POSITIVE_INFINITY }
const jpegOf = async (png: Buffer): Promise<Buffer> =>
  (
    await pictures.reduce(png, 'image/png', {
      ...small,
      sizes: [{ width: 9_999, height: 9_999, quality: 90 }],
    })
  )?.data ?? Buffer.alloc(0)

/** Red, then blue. */
async function movingGif(width: number, height: number): Promise<Buffer> {
  const frameOf = (colour: readonly number[]) => ({
    data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, index) => colour[index % 4] ?? 0),
    delay: 100,
  })
  const frames = [frameOf([255, 0, 0, 255]), frameOf([0, 0, 255, 255])]
  return Buffer.from(await encode({ width, height, frames }))
}

describe('a picture', () => {
  it.each([
    ['a wide one', 1_600, 400, 480, 120],
    ['a high one', 300, 1_280, 150, 640],
    ['one that is small already', 20, 10, 20, 10],
    ['one of a single row', 2_000, 1, 480, 1],
  ])('[L10] keeps its shape: %s', async (_name, width, height, toWidth, toHeight) => {
    const made = await pictures.reduce(noisyPng(width, height), 'image/png', small)
    expect(made).toMatchObject({ mime: 'image/jpeg', width: toWidth, height: toHeight })
    expect(dimensionsOf(made?.data ?? Buffer.alloc(0), 'image/jpeg')).toEqual({
      width: toWidth,
      height: toHeight,
    })
  })

  it('[L10] is made smaller until it fits, and not at all when no size is small enough', async () => {
    const photo = noisyPng(900, 700)
    const sizes = [900, 450, 90].map((edge) => ({ width: edge, height: edge, quality: 80 }))
    expect(await pictures.reduce(photo, 'image/png', { sizes, maxBytes: 100_000 })).toMatchObject({
      width: 450,
    })
    expect(await pictures.reduce(photo, 'image/png', { sizes, maxBytes: 100 })).toBeNull()
  })

  it('[L10] of a phone that was held upright stands upright', async () => {
    const jpeg = await jpegOf(noisyPng(64, 32))
    // Orientation 6: to be turned by a quarter to the right.
    const exif = Buffer.from(
      'ffe1002245786966000049492a0008000000010012010300010000000600000000000000',
      'hex',
    )
    const turned = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)])
    expect(dimensionsOf(turned, 'image/jpeg')).toEqual({ width: 32, height: 64 })
    expect(await pictures.reduce(turned, 'image/jpeg', small)).toMatchObject({ width: 32, height: 64 })
  })

  it('[L10] is white where it was transparent', async () => {
    const clear = pngOf(16, 16, () => [0, 0, 0, 0])
    const white = pngOf(16, 16, () => [255, 255, 255, 255])
    expect(await jpegOf(clear)).toEqual(await jpegOf(white))
  })

  it('[L10] that moves becomes the first of its pictures', async () => {
    const red = pngOf(60, 40, () => [255, 0, 0, 255])
    const made = await pictures.reduce(await movingGif(60, 40), 'image/gif', small)
    expect(made).toEqual(await pictures.reduce(red, 'image/png', small))
  })

  it('[L10] that claims more pixels than a camera has is not opened', async () => {
    const edge = Math.ceil(Math.sqrt(maxPixels)) + 1
    const bomb = pngFrom(edge, edge, deflateSync(Buffer.alloc(1_000_000)))
    expect(bomb.length).toBeLessThan(2_000)
    expect(await pictures.reduce(bomb, 'image/png', small)).toBeNull()
  })

  it('[L10] that breaks its decoder breaks nothing else', async () => {
    const photo = noisyPng(64, 64)
    const lying = pngFrom(2_000, 2_000, deflateSync(Buffer.alloc(10)))
    expect(await pictures.reduce(lying, 'image/png', small)).toBeNull()
    expect(await pictures.reduce(Buffer.from('<svg>'), 'image/svg+xml', small)).toBeNull()
    expect(await pictures.reduce(photo, 'image/png', small)).toMatchObject({ width: 64 })
  })

  it('[L10] whatever bytes there are in it, ends as a picture or as nothing (seed 7)', async () => {
    const random = randomFrom(7)
    const jpeg = await jpegOf(noisyPng(64, 64))
    for (let round = 0; round < 60; round += 1) {
      const broken = Buffer.from(round % 2 === 0 ? jpeg : noisyPng(40, 40))
      for (let index = 0; index < 5; index += 1) {
        broken[8 + Math.floor(random() * (broken.length - 8))] = Math.floor(random() * 256)
      }
      const made = await pictures.reduce(broken, round % 2 === 0 ? 'image/jpeg' : 'image/png', small)
      expect(made === null || made.mime === 'image/jpeg').toBe(true)
    }
    expect(await pictures.reduce(jpeg, 'image/jpeg', small)).toMatchObject({ width: 64, height: 64 })
  })
})
