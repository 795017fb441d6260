import { expect, it } from 'vitest'
import { extensionOf, sniffMime } from './sniff.ts'

it.each([
  ['ffd8ffe000104a464946', 'image/jpeg', 'jpg'],
  ['89504e470d0a1a0a0000000d49484452', 'image/png', 'png'],
  ['474946383961', 'image/gif', 'gif'],
  ['524946460000000057454250', 'image/webp', 'webp'],
  ['2321414d520a', 'audio/amr', 'amr'],
  ['fffb9064', 'audio/mpeg', 'mp3'],
  ['4944330300', 'audio/mpeg', 'mp3'],
  ['524946460000000057415645', 'audio/wav', 'wav'],
  ['000000186674797069736f6d', 'video/mp4', 'mp4'],
])('[L10] %s is %s', (hex, mime, extension) => {
  expect(sniffMime(Buffer.from(hex, 'hex'))).toBe(mime)
  expect(extensionOf(mime)).toBe(extension)
})

it.each(['', '<svg onload="alert(1)">', '<html>', '{"errcode":40007}', 'GIF8', 'BM'])(
  '[L10] %j is no picture, voice or video, whatever it is called',
  (text) => {
    expect(sniffMime(Buffer.from(text))).toBeNull()
  },
)
