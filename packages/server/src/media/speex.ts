import { oggPackets } from './ogg.ts'

/** A recording of Speex, of one channel. */
export interface Speex {
  /** Narrow, wide and ultra-wide: 8, 16 and 32 kHz. */
  readonly band: 0 | 1 | 2
  readonly packets: readonly Uint8Array[]
  /** Each of 20 ms. */
  readonly framesPerPacket: number
}

/** WeChat lets nobody speak longer than a minute: more than five are hostile. */
const mostFrames = 5 * 60 * 50

/**
 * Reads a recording as WeChat gives it, wideband frames of 60 bytes without any header, or as other programs write it, in
 * Ogg; null when it is neither, or more than anybody says in five minutes.
 */
export function readSpeex(bytes: Uint8Array): Speex | null {
  const packets = oggPackets(bytes, 2 * mostFrames)
  const speex = packets === null ? fromFrames(bytes) : fromOgg(packets)
  if (speex === null || speex.packets.length === 0) return null
  return speex.packets.length * speex.framesPerPacket > mostFrames ? null : speex
}

/** Bits of a frame's lower and upper half with their heads, by submode (The Speex Codec Manual, tables 9.1 and 10.1). */
const lowerBits = [5, 43, 119, 160, 220, 300, 364, 492, 79]
const upperBits = [4, 36, 112, 192, 352]

/** All frames are as long as the first one says it is: the jssdk's recordings are of one quality. */
function fromFrames(bytes: Uint8Array): Speex | null {
  const length = frameLength(bytes)
  if (length === null || bytes.length > mostFrames * length) return null
  const packets: Uint8Array[] = []
  for (let at = 0; at + length <= bytes.length; at += length) packets.push(bytes.subarray(at, at + length))
  const frames = packets.filter((packet) => frameLength(packet) === length)
  return frames.length * 2 > packets.length ? { band: 1, packets, framesPerPacket: 1 } : null
}

/** Bytes of a wideband frame by the submodes it names; null when it is none. */
function frameLength(frame: Uint8Array): number | null {
  // The first bit is set where an upper half stands without a lower one.
  const lower = bitsAt(frame, 0, 1) === 0 ? lowerBits[bitsAt(frame, 1, 4)] : undefined
  if (lower === undefined || bitsAt(frame, lower, 1) === 0) return null
  const upper = upperBits[bitsAt(frame, lower + 1, 3)]
  return upper === undefined ? null : Math.ceil((lower + upper) / 8)
}

/** A number of a few bits; bits after the end are 0. */
function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const two = ((bytes[at >> 3] ?? 0) << 8) | (bytes[(at >> 3) + 1] ?? 0)
  return (two >> (16 - (at & 7) - count)) & ((1 << count) - 1)
}

/** The first packet says what the others hold; the second is a comment (The Speex Codec Manual, chapter 7). */
function fromOgg([head, _comment, ...rest]: readonly Uint8Array[]): Speex | null {
  if (head === undefined || head.length < 80) return null
  const header = Buffer.from(head)
  if (header.toString('latin1', 0, 8) !== 'Speex   ') return null
  const band = header.readUInt32LE(40)
  const framesPerPacket = header.readUInt32LE(64) || 1
  const moreHeaders = header.readUInt32LE(68)
  if ((band !== 0 && band !== 1 && band !== 2) || framesPerPacket > 10) return null
  return { band, packets: rest.slice(moreHeaders), framesPerPacket }
}
