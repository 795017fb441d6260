import { describe, expect, it } from 'vitest'
import { frameOf, readFrames } from './frame.ts'

const texts = ['在吗', '', '什么时候发货？'.repeat(100)]
const file = Buffer.concat(texts.map((text) => frameOf(Buffer.from(text))))

function read(bytes: Buffer) {
  const { frames, ...rest } = readFrames(bytes)
  return {
    texts: frames.map(({ offset, length }) => bytes.subarray(offset, offset + length).toString()),
    ...rest,
  }
}

describe('frames', () => {
  it('[L7] come back as they were written', () => {
    expect(read(file)).toEqual({ texts, damaged: 0, isTorn: false })
  })

  it('[L7] cut off anywhere leave the whole ones before the cut', () => {
    const ends = texts.map((_, index) =>
      texts.slice(0, index + 1).reduce((sum, text) => sum + frameOf(Buffer.from(text)).length, 0),
    )
    for (let cut = 0; cut <= file.length; cut += 1) {
      const whole = ends.filter((end) => end <= cut).length
      const isTorn = cut !== 0 && !ends.includes(cut)
      expect(read(file.subarray(0, cut))).toEqual({ texts: texts.slice(0, whole), damaged: 0, isTorn })
    }
  })

  it.each([
    ['zeros', Buffer.alloc(64)],
    ['noise', Buffer.from('00000010deadbeef00112233445566778899aabbccddeeff', 'hex')],
  ])('[L7] behind which the disk left %s end there', (_name, tail) => {
    expect(read(Buffer.concat([file, tail]))).toEqual({ texts, damaged: 0, isTorn: true })
  })

  it('[L7] of which one changed on the disk lose that one alone', () => {
    const changed = Buffer.from(file)
    changed.writeUInt8(changed.readUInt8(10) ^ 1, 10)
    expect(read(changed)).toEqual({ texts: texts.slice(1), damaged: 1, isTorn: false })
  })
})
