/** A recording of WeChat: AMR in the file format of RFC 4867, section 5, one channel. */
export interface Amr {
  /** The file up to its last whole frame: all that a decoder should be given. */
  readonly whole: Uint8Array
  readonly seconds: number
}

/** Frames of 20 ms. WeChat lets nobody speak longer than a minute: more than five are hostile. */
const framesPerSecond = 50
const mostFrames = 5 * 60 * framesPerSecond

/** Bytes of a frame with its first byte, by its type: RFC 4867, 3GPP TS 26.101 and 26.201; 0 = no such type. */
const narrowband = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1]
const wideband = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1]

/** Reads the frames' first bytes; null when it is no AMR, has no whole frame, or more than anybody says in five minutes. */
export function readAmr(bytes: Uint8Array): Amr | null {
  const magic = Buffer.from(bytes.subarray(0, 9)).toString('latin1')
  const isWide = magic === '#!AMR-WB\n'
  if (!isWide && !magic.startsWith('#!AMR\n')) return null
  const sizes = isWide ? wideband : narrowband
  let at = isWide ? 9 : 6
  let frames = 0
  while (at < bytes.length && frames <= mostFrames) {
    const size = sizes[((bytes[at] ?? 0) >> 3) & 0x0f] ?? 0
    if (size === 0 || at + size > bytes.length) break
    at += size
    frames += 1
  }
  if (frames === 0 || frames > mostFrames) return null
  return { whole: bytes.subarray(0, at), seconds: frames / framesPerSecond }
}
