import { encodeReply, type PassiveReply } from '@duokefu/wechat'
import { describe, expect, it } from 'vitest'
import { sendableOf } from './payloads.ts'

const article = (n: number) => ({
  title: `第${n}篇`,
  description: '',
  picUrl: '',
  url: `https://shop.example/${n}`,
})

const equivalents: [PassiveReply, unknown][] = [
  [
    { type: 'text', content: '<b>&]]>😀' },
    { type: 'text', content: '<b>&]]>😀' },
  ],
  [
    { type: 'image', mediaId: 'M1' },
    { type: 'image', mediaId: 'M1' },
  ],
  [
    { type: 'voice', mediaId: 'M2' },
    { type: 'voice', mediaId: 'M2' },
  ],
  [
    { type: 'video', mediaId: 'M3', title: '开箱', description: null },
    { type: 'video', mediaId: 'M3', thumbMediaId: 'M3', title: '开箱', description: '' },
  ],
  [
    {
      type: 'music',
      title: '歌',
      description: null,
      musicUrl: 'http://m/1',
      hqMusicUrl: null,
      thumbMediaId: 'T',
    },
    {
      type: 'music',
      title: '歌',
      description: '',
      musicUrl: 'http://m/1',
      hqMusicUrl: 'http://m/1',
      thumbMediaId: 'T',
    },
  ],
  [
    { type: 'news', articles: [article(1)] },
    { type: 'news', articles: [article(1)] },
  ],
  [
    { type: 'news', articles: [article(1), article(2)] },
    {
      type: 'text',
      content: '<a href="https://shop.example/1">第1篇</a>\n<a href="https://shop.example/2">第2篇</a>',
    },
  ],
]

describe.each(['xml', 'json'] as const)('a late passive reply in %s', (format) => {
  const clearOf = (reply: PassiveReply) =>
    encodeReply(reply, { toUser: 'o1', fromUser: 'gh_1', createTime: 1_767_227_783 }, format)

  it.each(equivalents)(
    '[L15] goes out as the customer-service message that says the same: $type',
    (reply, content) => {
      expect(sendableOf({ type: 'passive', format, clear: clearOf(reply) })).toEqual({
        kind: 'content',
        content,
      })
    },
  )

  it('[L15] that hands over has nothing to send', () => {
    const clear = clearOf({ type: 'transfer_customer_service', kfAccount: null })
    expect(sendableOf({ type: 'passive', format, clear })).toMatchObject({ kind: 'nothing' })
  })
})

it('[L8] what no reply can be made of is told and not thrown', () => {
  for (const clear of [
    '',
    'success',
    '<xml>',
    '<xml><MsgType>text</MsgType></xml>',
    '{}',
    'x'.repeat(300_000),
  ]) {
    expect(sendableOf({ type: 'passive', format: 'xml', clear })).toMatchObject({ kind: 'nothing' })
  }
})
