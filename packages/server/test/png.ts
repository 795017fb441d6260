import { crc32, deflateSync } from 'node:zlib'
import { randomFrom } from './random.ts'

/** A PNG of this size, with the colour (RGBA) that `colour` gives each pixel. */
export function pngOf(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number, number],
): Buffer {
  const rows = Buffer.alloc((width * 4 + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colour(x, y), y * (width * 4 + 1) + 1 + x * 4)
  }
  return pngFrom(width, height, deflateSync(rows))
}

/** A PNG that says any size, whatever its pixels are. */
export function pngFrom(width: number, height: number, pixels: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A photo as far as its size goes: every pixel differs from the next, always in the same way. */
export function noisyPng(width: number, height: number): Buffer {
  const random = randomFrom(1)
  const next = () => Math.floor(random() * 256)
  return pngOf(width, height, () => [next(), next(), next(), 255])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
