import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../test/random.ts'
import { readAmr } from './amr.ts'
import { createVoiceDecoder } from './voice-decoder.ts'

/** Two and a half seconds, as an encoder of 12.2 kbit/s made them. */
const amr = readFileSync(new URL('../../test/fixtures/voice.amr', import.meta.url))
const decoder = createVoiceDecoder()
afterAll(() => decoder.stop())

const samplesOf = (wav: Buffer) =>
  Array.from({ length: (wav.length - 44) / 2 }, (_, index) => wav.readInt16LE(44 + index * 2))

describe('a recording of WeChat', () => {
  it('[S21] becomes a WAV of the same length that is not silent', async () => {
    const voice = await decoder.decode(amr)
    expect(voice).toMatchObject({ mime: 'audio/wav', seconds: 2.5 })
    const wav = voice?.data ?? Buffer.alloc(44)
    expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 12)).toBe('RIFFWAVE')
    expect(wav.readUInt32LE(24)).toBe(8_000)
    expect(wav.readUInt32LE(40)).toBe(2.5 * 8_000 * 2)
    expect(Math.max(...samplesOf(wav).map(Math.abs))).toBeGreaterThan(1_000)
  })

  it('[S21] whose end is missing plays up to its last whole frame', async () => {
    const cut = amr.subarray(0, 6 + 32 * 10 + 7)
    expect(readAmr(cut)).toMatchObject({ seconds: 0.2 })
    expect(await decoder.decode(cut)).toMatchObject({ seconds: 0.2 })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a name alone', Buffer.from('#!AMR\n')],
    ['another name', Buffer.from('#!SILK_V3')],
    ['frames of no type', Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(100, 0x48)])],
    ['an hour of frames of one byte', Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(180_000, 0x7c)])],
  ])('[S21] %s is refused before anything is decoded', async (_name, bytes) => {
    expect(readAmr(bytes)).toBeNull()
    expect(await decoder.decode(bytes)).toBeNull()
  })

  it('[S21] after a stop gets a fresh thread', async () => {
    const decoding = decoder.decode(amr)
    await decoder.stop()
    await decoding
    expect(await decoder.decode(amr)).toMatchObject({ seconds: 2.5 })
  })

  it('[S21] broken in 1,000 ways is played or refused, never fatal and never slow', async () => {
    const random = randomFrom(20_261_122)
    let [played, refused, slowest] = [0, 0, 0]
    for (let turn = 0; turn < 1_000; turn += 1) {
      const broken = Buffer.from(amr)
      const changes = 1 + Math.floor(random() * 40)
      for (let change = 0; change < changes; change += 1)
        broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256)
      const cut = random() < 0.3 ? broken.subarray(0, Math.floor(random() * broken.length)) : broken
      const began = performance.now()
      const voice = await decoder.decode(cut)
      slowest = Math.max(slowest, performance.now() - began)
      if (voice === null) refused += 1
      else {
        played += 1
        expect(voice.data.length).toBe(44 + Math.round(voice.seconds * 8_000) * 2)
      }
    }
    expect(played).toBeGreaterThan(500)
    expect(played + refused).toBe(1_000)
    expect(slowest).toBeLessThan(20_000)
  }, 60_000)
})
