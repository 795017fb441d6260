import { expect, it } from 'vitest'
import { imageBox } from './image-box.ts'

it.each([
  ['a small one keeps its size', 180, 240, { width: 180, height: 240 }],
  ['a phone photo is fitted by height', 3024, 4032, { width: 240, height: 320 }],
  ['a wide one is fitted by width', 1920, 1080, { width: 240, height: 135 }],
  ['a 1:20 screenshot is cut, not squeezed', 100, 2000, { width: 48, height: 320 }],
  ['a 20:1 banner likewise', 2000, 100, { width: 240, height: 48 }],
  ['an icon can still be hit', 8, 8, { width: 48, height: 48 }],
  ['an unknown size has a box too', null, null, { width: 180, height: 180 }],
  ['a size of nothing counts as unknown', 0, 10, { width: 180, height: 180 }],
])('[S21] picture box: %s', (_name, width, height, box) => {
  expect(imageBox(width, height)).toEqual(box)
})
