import { expect, it } from 'vitest'
import { amrSeconds } from './amr-length.ts'

/** `frames` frames of mode 7 (12.2 kbit/s): a head and 31 bytes each. */
function recording(frames: number): Uint8Array {
  const bytes = new Uint8Array(6 + frames * 32)
  bytes.set([...'#!AMR\n'].map((letter) => letter.charCodeAt(0)))
  for (let frame = 0; frame < frames; frame++) bytes[6 + frame * 32] = 0x3c
  return bytes
}

it.each([
  [50, 1],
  [3_000, 60],
  [3_001, 60.02],
])('[S21] %i frames last %d seconds', (frames, seconds) => {
  expect(amrSeconds(recording(frames))).toBe(seconds)
})

it('[S21] something else is no recording', () => {
  expect(amrSeconds(new TextEncoder().encode('ID3 a song'))).toBeNull()
})
