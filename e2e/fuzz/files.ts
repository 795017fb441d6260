import { readFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import type { Dice } from './dice.ts'
import { hostileTexts, mutateBytes } from './mutate.ts'

const assets = path.resolve(import.meta.dirname, '../../packages/sandbox/assets')
const names = ['picture.jpg', 'video-cover.jpg', 'voice.amr', 'voice.speex', 'video.mp4']
const whole = names.map((name) => readFileSync(path.join(assets, name)))
/** A file of a few hundred bytes to which more can't be done than to a long one, and faster. */
const short = whole.map((file) => file.subarray(0, 20_000))

/** A megabyte of nothing in a kilobyte, a hundred times over. */
export const bomb = gzipSync(gzipSync(Buffer.alloc(100 * 1024 * 1024)))

/** A PNG of one colour: so many pixels in a few kilobytes. */
function png(width: number, height: number, raw: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body) >>> 0, 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const pictures = [
  png(8, 8, Buffer.alloc(8 * 9)),
  // Says that it is larger than any screen, or unfolds to more than it says.
  png(60_000, 60_000, Buffer.alloc(1_000)),
  png(16, 16, Buffer.alloc(32 * 1024 * 1024)),
  png(6_000, 6_000, Buffer.alloc(6_001 * 6_000)),
]

/** A multipart body with a file of WeChat's kinds, whole, spoilt or none at all, and its content type. */
export function fuzzedUpload(dice: Dice): { readonly contentType: string; readonly body: Buffer } {
  const boundary = dice.chance(0.05) ? dice.pick(['', 'a b', '--', 'x'.repeat(300)]) : 'fuzzedBoundary'
  const parts: Buffer[] = []
  for (let count = dice.chance(0.9) ? 1 : dice.int(12); count > 0; count -= 1)
    parts.push(part(dice, boundary), fileOf(dice), Buffer.from('\r\n'))
  const end = dice.chance(0.9) ? `--${boundary}--\r\n` : dice.pick(['', `--${boundary}`, '--'])
  const body = Buffer.concat([...parts, Buffer.from(end)])
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: dice.chance(0.2) ? mutateBytes(body, dice) : body,
  }
}

function part(dice: Dice, boundary: string): Buffer {
  const plain = dice.chance(0.7)
  const field = plain ? 'media' : dice.pick(['', 'file', '__proto__', 'x'.repeat(5_000), 'media"; name="a'])
  const hostile = dice
    .pick(hostileTexts)
    .slice(0, 2_000)
    .replace(/[\r\n]/g, '')
  const fileName = dice.chance(0.5) ? 'picture.jpg' : hostile
  const type = dice.chance(0.8)
    ? 'image/jpeg'
    : dice.pick(['text/html', 'image/svg+xml', '', 'x'.repeat(900)])
  const extra = dice.chance(0.05) ? `X: ${'y'.repeat(20_000)}\r\n` : ''
  return Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\nContent-Type: ${type}\r\n${extra}\r\n`,
  )
}

function fileOf(dice: Dice): Buffer {
  if (dice.chance(0.03)) return dice.pick(pictures)
  if (dice.chance(0.1)) return Buffer.from(dice.pick(hostileTexts))
  if (dice.chance(0.05)) return dice.pick(whole)
  const file = dice.pick(short)
  return dice.chance(0.7) ? mutateBytes(file, dice) : file
}
