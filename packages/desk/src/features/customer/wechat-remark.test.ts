import { expect, it } from 'vitest'
import { fitsWechatRemark } from './wechat-remark.ts'

it.each([
  ['nine characters of Chinese', '王'.repeat(9), true],
  ['ten are 30 bytes', '王'.repeat(10), false],
  ['29 Latin letters', 'a'.repeat(29), true],
  ['blanks at the ends do not count', `  ${'a'.repeat(29)}  `, true],
])('[L13] %s', (_name, remark, fits) => {
  expect(fitsWechatRemark(remark)).toBe(fits)
})
