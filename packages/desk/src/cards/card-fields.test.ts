import type { ReplyCard } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { type CardFields, type CardType, cardOf, emptyCard, fieldsOf } from './card-fields.ts'

const made = (type: CardType, part: Partial<CardFields>) => cardOf(type, { ...emptyCard, ...part })
const problems = (type: CardType, part: Partial<CardFields>) => {
  const result = made(type, part)
  return result.ok ? null : result.problems
}

const link: ReplyCard = {
  type: 'link',
  title: '新品',
  description: '九折',
  url: 'https://shop.example/new',
  picUrl: null,
}
const menu: ReplyCard = { type: 'menu', head: '满意吗？', items: ['满意', '不满意'], tail: '谢谢' }
const miniprogram: ReplyCard = {
  type: 'miniprogram',
  title: '下单',
  appid: 'wx0123456789abcdef',
  pagePath: 'pages/a',
  coverKey: 'k',
}

describe('[S21] cards', () => {
  it.each([link, menu, miniprogram])('$type is the same after it was changed in nothing', (card) => {
    expect(cardOf(card.type, fieldsOf(card))).toEqual({ ok: true, card })
  })

  it('an address without https:// gets it', () => {
    expect(made('link', { title: '新品', url: ' shop.example/new ' })).toMatchObject({
      card: { url: 'https://shop.example/new' },
    })
  })

  it.each([
    [{ title: '新品', url: '' }, { url: 'required' }],
    [{ title: ' ', url: 'https://a.cn' }, { title: 'required' }],
    [{ title: '新品', url: 'javascript:alert(1)' }, { url: 'url' }],
    [{ title: '新品', url: 'https://a b' }, { url: 'url' }],
    [{ title: '新品', url: 'https://a.cn', picUrl: 'a.png' }, { picUrl: 'url' }],
  ])('link %j: %j', (part, wrong) => {
    expect(problems('link', part)).toEqual(wrong)
  })

  it.each([
    ['\n \n', 'required'],
    ['好\n'.repeat(11), 'tooMany'],
    ['好'.repeat(61), 'tooLong'],
  ])('menu entries %j: %s', (items, problem) => {
    expect(problems('menu', { items })).toEqual({ items: problem })
  })

  it('a mini program needs an appid, a page and a cover', () => {
    expect(problems('miniprogram', { title: '下单', appid: 'gh_1' })).toEqual({
      appid: 'appid',
      pagePath: 'required',
      coverKey: 'required',
    })
  })
})
