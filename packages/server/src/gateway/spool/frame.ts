import { crc32 } from 'node:zlib'

/** Where one payload lies in a file. */
export interface Framed {
  readonly offset: number
  readonly length: number
}

/** What a file of frames holds. `damaged`: frames whose bytes changed, with whole ones behind them. */
export interface FramesRead {
  readonly frames: readonly Framed[]
  readonly damaged: number
  /** The end was cut off or garbled: a write that was never finished, and so never acknowledged. */
  readonly isTorn: boolean
}

/** Length and checksum, four bytes each, before every payload. */
export const headBytes = 8

/** Frames a payload: the checksum covers its length too, so that a run of zeros is no frame. */
export function frameOf(payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + payload.length)
  frame.writeUInt32BE(payload.length, 0)
  payload.copy(frame, headBytes)
  frame.writeUInt32BE(checksumOf(frame, payload.length), 4)
  return frame
}

/** Finds the whole frames of a file; what comes behind the last one is left out. */
export function readFrames(bytes: Buffer): FramesRead {
  const frames: Framed[] = []
  let damaged = 0
  let at = 0
  while (at < bytes.length) {
    const end = endOf(bytes, at)
    if (end === null) return { frames, damaged, isTorn: true }
    if (isWhole(bytes, at, end)) frames.push({ offset: at + headBytes, length: end - at - headBytes })
    else {
      const after = endOf(bytes, end)
      if (after === null || !isWhole(bytes, end, after)) return { frames, damaged, isTorn: true }
      damaged += 1
    }
    at = end
  }
  return { frames, damaged, isTorn: false }
}

/** null: the length leads out of the file. */
function endOf(bytes: Buffer, at: number): number | null {
  if (at + headBytes > bytes.length) return null
  const end = at + headBytes + bytes.readUInt32BE(at)
  return end > bytes.length ? null : end
}

function isWhole(bytes: Buffer, at: number, end: number): boolean {
  return bytes.readUInt32BE(at + 4) === checksumOf(bytes.subarray(at), end - at - headBytes)
}

function checksumOf(frame: Buffer, length: number): number {
  return crc32(frame.subarray(headBytes, headBytes + length), crc32(frame.subarray(0, 4)))
}
