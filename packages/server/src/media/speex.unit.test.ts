import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../test/random.ts'
import { oggPackets } from './ogg.ts'
import { readSpeex } from './speex.ts'
import { createVoiceDecoder } from './voice-decoder.ts'

const fixture = (name: string) => readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url))
/** The recording of `voice.amr` as media/get gives it at 16 kHz: 125 wideband frames of 60 bytes. */
const bare = fixture('voice.speex')
/** Half a second each of these, as `speexenc --wideband --quality 7` wrote them. */
const tones = fixture('tones.spx')
const pitches = [300, 700, 1_500, 3_000, 5_500]
/** The same with a variable bit rate and three frames to a packet. */
const packed = fixture('tones-vbr.spx')
/** A page of Ogg, of the same stream, with 255 packets of nothing. */
const emptyPage = Buffer.concat([tones.subarray(0, 26), Buffer.from([255]), Buffer.alloc(255)])

const decoder = createVoiceDecoder()
afterAll(() => decoder.stop())

async function samplesOf(recording: Buffer): Promise<number[]> {
  const wav = (await decoder.decode(recording))?.data ?? Buffer.alloc(44)
  return Array.from({ length: (wav.length - 44) / 2 }, (_, index) => wav.readInt16LE(44 + index * 2) / 32_768)
}

/** Of a sound's energy, the part at one pitch. */
function partAt(pitch: number, sound: readonly number[], sampleRate: number): number {
  let [cosine, sine, energy] = [0, 0, 0]
  for (const [index, sample] of sound.entries()) {
    const angle = (2 * Math.PI * pitch * index) / sampleRate
    cosine += sample * Math.cos(angle)
    sine += sample * Math.sin(angle)
    energy += sample * sample
  }
  return (2 * (cosine * cosine + sine * sine)) / (sound.length * energy)
}

/** How loud it is in each twentieth of a second. */
function loudness(sound: readonly number[], sampleRate: number): number[] {
  const step = sampleRate / 20
  return Array.from({ length: Math.floor(sound.length / step) }, (_, index) =>
    Math.sqrt(
      sound.slice(index * step, (index + 1) * step).reduce((sum, each) => sum + each * each, 0) / step,
    ),
  )
}

function correlation(some: readonly number[], others: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length
  const [a, b] = [mean(some), mean(others)]
  const product = (f: readonly number[], x: number, g: readonly number[], y: number) =>
    f.reduce((sum, each, index) => sum + (each - x) * ((g[index] ?? y) - y), 0)
  return product(some, a, others, b) / Math.sqrt(product(some, a, some, a) * product(others, b, others, b))
}

describe('a recording of WeChat in speex', () => {
  it('[S21] becomes a WAV of 16 kHz and of its length', async () => {
    const voice = await decoder.decode(bare)
    expect(voice).toMatchObject({ mime: 'audio/wav', seconds: 2.5 })
    expect(voice?.data.readUInt32LE(24)).toBe(16_000)
    expect(voice?.data.readUInt32LE(40)).toBe(2.5 * 16_000 * 2)
  })

  it('[S21] sounds like the same recording in AMR', async () => {
    const [speex, amr] = [await samplesOf(bare), await samplesOf(fixture('voice.amr'))]
    expect(correlation(loudness(speex, 16_000), loudness(amr, 8_000))).toBeGreaterThan(0.95)
  })

  it.each([
    ['frames alone', Buffer.concat((oggPackets(tones, 1_000) ?? []).slice(2))],
    ['an Ogg file', tones],
    ['an Ogg file of several frames to a packet', packed],
  ])('[S21] as %s holds the tones that were recorded, the one above 4 kHz too', async (_name, recording) => {
    const sound = await samplesOf(recording)
    for (const [index, pitch] of pitches.entries()) {
      // The middle of each tone, past the encoder's and the decoder's delay.
      const middle = sound.slice((index * 0.5 + 0.15) * 16_000, (index * 0.5 + 0.45) * 16_000)
      // At the variable rate half of it is noise, as Speex means it; none of it is another tone.
      for (const other of pitches)
        if (other === pitch) expect(partAt(other, middle, 16_000)).toBeGreaterThan(0.45)
        else expect(partAt(other, middle, 16_000)).toBeLessThan(0.03)
    }
  })

  it('[S21] whose end is missing plays up to its last whole frame', async () => {
    expect(await decoder.decode(bare.subarray(0, 60 * 10 + 59))).toMatchObject({ seconds: 0.2 })
    expect(readSpeex(tones.subarray(0, 4_000))?.packets.length).toBeGreaterThan(40)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['less than a frame', bare.subarray(0, 59)],
    ['words', Buffer.from('{"errcode":40007,"errmsg":"invalid media_id"}'.repeat(10))],
    ['zeros', Buffer.alloc(6_000)],
    ['another codec in Ogg', Buffer.from(tones.toString('latin1').replace('Speex   ', 'OpusHead'), 'latin1')],
    ['a band that is none', Buffer.concat([tones.subarray(0, 68), Buffer.from([3]), tones.subarray(69)])],
    ['six minutes', Buffer.concat(Array<Buffer>(145).fill(bare))],
    ['millions of frames of two bytes', Buffer.alloc(20_000_000, Buffer.from([4, 0]))],
    ['millions of empty packets', Buffer.concat([tones, Buffer.alloc(20_000_000, emptyPage)])],
  ])('[S21] %s is refused before anything is decoded', async (_name, bytes) => {
    const before = process.cpuUsage()
    expect(readSpeex(bytes)).toBeNull()
    // Its own work, in microseconds: what the machine does besides doesn't count.
    expect(process.cpuUsage(before).user).toBeLessThan(500_000)
    expect(await decoder.decode(bytes)).toBeNull()
  })

  it('[S21] broken in 1,000 ways is played or refused, never fatal and never slow', async () => {
    const random = randomFrom(20_261_122)
    let [played, refused, slowest] = [0, 0, 0]
    for (let turn = 0; turn < 1_000; turn += 1) {
      const broken = Buffer.from([bare, tones, packed][turn % 3] ?? bare)
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
        const sampleRate = voice.data.readUInt32LE(24)
        expect(voice.data.length).toBe(44 + Math.round(voice.seconds * sampleRate) * 2)
      }
    }
    expect(played).toBeGreaterThan(500)
    expect(played + refused).toBe(1_000)
    expect(slowest).toBeLessThan(20_000)
  }, 60_000)
})
