/** Codes of a DC difference by its size in bits, ITU-T T.81 table K.3. */
const SIZE_OF: Record<string, number> = {
  '00': 0,
  '010': 1,
  '011': 2,
  '100': 3,
  '101': 4,
  '110': 5,
  '1110': 6,
  '11110': 7,
  '111110': 8,
}
const END_OF_BLOCK = '1010'

/** The squares of a greyscale JPEG whose blocks have no detail, as rows of pixels for `decodeQR`. Throws at any other. */
export function readBlocks(jpeg: Buffer): { width: number; height: number; data: Uint8Array } {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  const side = jpeg.readUInt16BE(frame + 5) / 8
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]))
  const coded = jpeg.subarray(scan + 2 + jpeg.readUInt16BE(scan + 2), -2)
  const bytes = [...coded].filter((byte, at) => !(byte === 0 && coded[at - 1] === 0xff))
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const data = new Uint8Array(side * side * 3)
  let [at, value] = [0, 0]
  for (let block = 0; block < side * side; block += 1) {
    const code = Object.keys(SIZE_OF).find((each) => bits.startsWith(each, at))
    const size = SIZE_OF[code ?? ''] ?? Number.NaN
    at += code?.length ?? 0
    const change = size === 0 ? 0 : Number.parseInt(bits.slice(at, at + size), 2)
    value += size > 0 && bits[at] === '0' ? change - 2 ** size + 1 : change
    at += size
    if (!bits.startsWith(END_OF_BLOCK, at)) throw new Error(`no end of block ${block}`)
    at += END_OF_BLOCK.length
    data.fill(value + 128, block * 3, block * 3 + 3)
  }
  return { width: side, height: side, data }
}
