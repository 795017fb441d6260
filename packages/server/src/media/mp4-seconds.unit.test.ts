import { expect, it } from 'vitest'
import { mp4Seconds } from './mp4-seconds.ts'

const box = (type: string, content: Buffer) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}
function header(version: 0 | 1, scale: number, duration: number): Buffer {
  const content = Buffer.alloc(108)
  content[0] = version
  content.writeUInt32BE(scale, version === 1 ? 20 : 12)
  if (version === 1) content.writeBigUInt64BE(BigInt(duration), 24)
  else content.writeUInt32BE(duration, 16)
  return box('mvhd', content)
}
const film = (moov: Buffer) =>
  Buffer.concat([box('ftyp', Buffer.from('isom')), box('free', Buffer.alloc(20)), moov])

it.each([
  ['a film of twelve seconds', film(box('moov', header(0, 1_000, 12_000))), 12],
  ['one with long numbers', film(box('moov', header(1, 90_000, 135_000))), 1.5],
  ['one without a header', film(box('moov', Buffer.alloc(4))), null],
  ['a scale of nothing', film(box('moov', header(0, 0, 100))), null],
  ['a box that claims more than there is', Buffer.from([0xff, 0, 0, 0, 0x6d, 0x6f, 0x6f, 0x76]), null],
  ['a box of no size', Buffer.from([0, 0, 0, 2, 0x66, 0x74, 0x79, 0x70, 0, 0]), null],
  ['nothing', Buffer.alloc(0), null],
])('[S21] %s', (_name, bytes, seconds) => {
  expect(mp4Seconds(bytes)).toBe(seconds)
})
