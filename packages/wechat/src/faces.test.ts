import { describe, expect, it } from 'vitest'
import { faces, splitFaces } from './faces.ts'

function drawn(text: string): string[] {
  return splitFaces(text).map((part) => (part.type === 'face' ? `<${part.face.name}>` : part.text))
}

describe("WeChat's faces", () => {
  it.each(faces)('[S21] $code is $name, alone and by its bracketed name', (face) => {
    expect(splitFaces(face.code)).toEqual([{ type: 'face', face }])
    expect(splitFaces(`[${face.name}]`)).toEqual([{ type: 'face', face }])
  })

  it('[S21] every code and every name is there once', () => {
    expect(new Set(faces.map((face) => face.code)).size).toBe(faces.length)
    expect(new Set(faces.map((face) => face.name)).size).toBe(faces.length)
    expect(faces.filter((face) => face.code.startsWith('/:'))).toHaveLength(105)
  })

  it.each([
    ['', []],
    ['谢谢', ['谢谢']],
    ['/:rose 谢谢/::)', ['<玫瑰>', ' 谢谢', '<微笑>']],
    ['/::-|/::-S/::-O', ['<尴尬>', '<咒骂>', '<哈欠>']],
    ['/:,@-D/:,@P', ['<愉快>', '<偷笑>']],
    ['[捂脸][没有这个]', ['<捂脸>', '[没有这个]']],
    ['https://shop.example.com/:8080', ['https://shop.example.com/:8080']],
  ])('[S21] "%s" is split', (text, parts) => {
    expect(drawn(text)).toEqual(parts)
  })

  it('[S21] the parts joined are the text', () => {
    const text = `a${faces.map((face) => face.code).join('')}b`
    expect(
      splitFaces(text)
        .map((part) => (part.type === 'face' ? part.face.code : part.text))
        .join(''),
    ).toBe(text)
  })
})
