import { describe, expect, it } from 'vitest'
import { richText, webAddress } from './rich-text.ts'

const linksOf = (text: string, markup = false) =>
  richText(text, markup).flatMap((part) => (part.kind === 'link' ? [part.text] : []))

describe('[S21] texts as the screen shows them', () => {
  it.each([
    ['between Chinese', '看https://a.cn/x?id=1这里', ['https://a.cn/x?id=1']],
    ['a full stop behind it', 'See https://a.cn/x.', ['https://a.cn/x']],
    ['in brackets', '(https://a.cn/x)', ['https://a.cn/x']],
    ['with brackets of its own', 'https://a.cn/x_(y)', ['https://a.cn/x_(y)']],
    ['Chinese punctuation', '地址：https://a.cn/x，谢谢', ['https://a.cn/x']],
    ['two of them', 'http://a.cn https://b.cn', ['http://a.cn', 'https://b.cn']],
    ['no address', 'javascript:alert(1) a.cn', []],
    ['not even one', 'https://', []],
  ])('an address: %s', (_name, text, links) => {
    expect(linksOf(text)).toEqual(links)
  })

  it('faces in both spellings have their name and an emoji', () => {
    expect(richText('好/::)[微笑]')).toEqual([
      { kind: 'text', text: '好' },
      { kind: 'face', name: '微笑', emoji: '🙂' },
      { kind: 'face', name: '微笑', emoji: '🙂' },
    ])
  })

  it('an unknown face stays what it is', () => {
    expect(richText('[没有这个]')).toEqual([{ kind: 'text', text: '[没有这个]' }])
  })

  it("an account's own <a> is a link under its words", () => {
    expect(richText('点<a href="https://a.cn/x">这里</a>下单', true)).toEqual([
      { kind: 'text', text: '点' },
      { kind: 'link', text: '这里', href: 'https://a.cn/x' },
      { kind: 'text', text: '下单' },
    ])
  })

  it("a fan's <a> is text, and no other scheme becomes a link", () => {
    expect(linksOf('<a href="https://a.cn/">x</a>')).toEqual(['https://a.cn/'])
    expect(richText('<a href="javascript:alert(1)">x</a>', true)).toEqual([{ kind: 'text', text: 'x' }])
    expect(webAddress('weixin://bizmsgmenu')).toBeNull()
  })

  it('markup in a text is shown, not run', () => {
    expect(richText('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' },
    ])
  })
})
