/** Bytes of a page's head before its table of segments (RFC 3533, section 6). */
const headLength = 27

/** The first packets of the first stream in an Ogg file, up to where it breaks off; null when it is no Ogg. */
export function oggPackets(bytes: Uint8Array, most: number): Uint8Array[] | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isPage(file, 0)) return null
  const serial = file.readUInt32LE(14)
  const packets: Uint8Array[] = []
  let pieces: Buffer[] = []
  let at = 0
  while (isPage(file, at) && packets.length < most) {
    const isOurs = file.readUInt32LE(at + 14) === serial
    const table = file.subarray(at + headLength, at + headLength + (file[at + 26] ?? 0))
    at += headLength + table.length
    for (const length of table) {
      if (isOurs) pieces.push(file.subarray(at, at + length))
      at += length
      if (at > file.length) return packets
      // A segment that isn't full ends its packet.
      if (!isOurs || length === 255) continue
      packets.push(Buffer.concat(pieces))
      pieces = []
    }
  }
  return packets
}

function isPage(file: Buffer, at: number): boolean {
  return at + headLength <= file.length && file.toString('latin1', at, at + 4) === 'OggS'
}
