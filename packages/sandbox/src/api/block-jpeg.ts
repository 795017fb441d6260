type Code = { code: number; bits: number }

/** Codes of the sizes that a difference can have here (ITU-T T.81 table K.3): none, ±127 or 128 at first, ±255. */
const DC_CODE: Record<number, Code> = {
  0: { code: 0b00, bits: 2 },
  7: { code: 0b11110, bits: 5 },
  8: { code: 0b111110, bits: 6 },
}
const END_OF_BLOCK = { code: 0b1010, bits: 4 }
/** Code counts by length and values: T.81 K.3 (DC), and of K.5 (AC) no more than the codes up to end-of-block (`1010`). */
const DC_TABLE = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const AC_TABLE = [0, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0]
/** Step of the DC value: with 8, black is -128 and white +127. */
const QUANTUM = 8
const WHITE = 127
const BLACK = -128

/**
 * A picture of black (`true`) and white squares of 8×8 pixels as a greyscale baseline JPEG: each square is one block
 * without any detail, so that no cosine transform is needed.
 */
export function blockJpeg(rows: boolean[][]): Buffer {
  const side = rows.length * 8
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => QUANTUM)]),
    segment(0xc0, [8, side >> 8, side & 0xff, side >> 8, side & 0xff, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...DC_TABLE]),
    segment(0xc4, [0x10, ...AC_TABLE]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    scanOf(rows.flat()),
    Buffer.from([0xff, 0xd9]),
  ])
}

function segment(marker: number, payload: number[]): Buffer {
  const length = payload.length + 2
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...payload])
}

/** Each block's difference to the one before, and nothing more of it. */
function scanOf(blocks: boolean[]): Buffer {
  const bits: number[] = []
  const put = (value: number, count: number) => {
    for (let at = count - 1; at >= 0; at -= 1) bits.push((value >> at) & 1)
  }
  let before = 0
  for (const black of blocks) {
    const value = black ? BLACK : WHITE
    const change = value - before
    const size = 32 - Math.clz32(Math.abs(change))
    const category = DC_CODE[size]
    if (category === undefined) throw new Error(`No code for a difference of ${size} bits`)
    put(category.code, category.bits)
    put(change > 0 ? change : change + (1 << size) - 1, size)
    put(END_OF_BLOCK.code, END_OF_BLOCK.bits)
    before = value
  }
  while (bits.length % 8 !== 0) bits.push(1)
  return stuffed(bits)
}

/** Bytes of the bits; a byte 0xff is followed by a zero, so that it isn't taken for a marker. */
function stuffed(bits: number[]): Buffer {
  const bytes: number[] = []
  for (let at = 0; at < bits.length; at += 8) {
    const byte = bits.slice(at, at + 8).reduce((sum, bit) => sum * 2 + bit, 0)
    bytes.push(byte)
    if (byte === 0xff) bytes.push(0)
  }
  return Buffer.from(bytes)
}
