/** How long an MP4 is, by the movie header of its moov box (ISO 14496-12, 8.2.2); null where that says nothing usable. */
export function mp4Seconds(bytes: Buffer): number | null {
  const moov = findBox(bytes, 'moov')
  const header = moov === null ? null : findBox(moov, 'mvhd')
  if (header === null || header.length < 32) return null
  const isLong = header[0] === 1
  const scale = header.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  const seconds = duration / scale
  return scale > 0 && seconds > 0 && seconds < 86_400 ? seconds : null
}

/** The content of the first box of a type at this level. */
function findBox(bytes: Buffer, type: string): Buffer | null {
  let at = 0
  while (at + 8 <= bytes.length) {
    const short = bytes.readUInt32BE(at)
    const isLong = short === 1 && at + 16 <= bytes.length
    // 0: up to the end of the file.
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    const head = isLong ? 16 : 8
    if (size < head || at + size > bytes.length) return null
    if (bytes.toString('latin1', at + 4, at + 8) === type) return bytes.subarray(at + head, at + size)
    at += size
  }
  return null
}
