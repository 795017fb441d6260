/** Bytes after a frame's head, by AMR narrow-band mode (3GPP TS 26.101, table 1a); each frame is 20 ms. */
const frameBytes = [12, 13, 15, 17, 19, 20, 26, 31, 5]
const magic = '#!AMR\n'
const framesPerSecond = 50

/** Seconds of an AMR recording, which no browser can open; null when it is none. */
export function amrSeconds(bytes: Uint8Array): number | null {
  if (String.fromCharCode(...bytes.subarray(0, magic.length)) !== magic) return null
  let frames = 0
  for (let at = magic.length; at < bytes.length; frames += 1) {
    const mode = ((bytes[at] ?? 0) >> 3) & 0x0f
    at += 1 + (frameBytes[mode] ?? 0)
  }
  return frames / framesPerSecond
}
