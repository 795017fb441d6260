import { describe, expect, it } from 'vitest'
import { type Calls, minutes, PICTURE, THUMB } from '../calls.ts'
import type { Fan } from '../wechat.ts'

/** Customer-service messages and typing (protocol 5). */
export function messages(use: () => Calls): void {
  const text = (content: string) => ({ msgtype: 'text', text: { content } })

  describe('messages', () => {
    const send = ({ openid }: Pick<Fan, 'openid'>, message: object) =>
      use().post('/cgi-bin/message/custom/send', { touser: openid, ...message })

    it('[L8] reach the fan in the order of the calls', async () => {
      const fan = await use().side.fan()
      for (const word of ['第一条', '第二条', '第三条']) {
        expect(await send(fan, text(word))).toEqual({ errcode: 0, errmsg: 'ok' })
      }
      const customservice = { kf_account: use().side.lin }
      expect(await send(fan, { ...text('我是小林'), customservice })).toMatchObject({ errcode: 0 })
      expect(await use().side.heard(fan)).toEqual(['第一条', '第二条', '第三条', '我是小林'])
    })

    it('[L9] are five after a fan’s message, then 45047; after 48 hours 45015', async () => {
      const fan = await use().side.fan()
      const answers: unknown[] = []
      for (let n = 1; n <= 6; n += 1) answers.push((await send(fan, text(`第 ${n} 条`))).errcode)
      expect(answers).toEqual([0, 0, 0, 0, 0, 45047])
      await use().side.says(fan, '还在吗')
      expect(await send(fan, text('在的'))).toMatchObject({ errcode: 0 })
      use().side.pass(minutes(48 * 60))
      expect(await send(fan, text('太晚了'))).toMatchObject({ errcode: 45015 })
      expect((await use().side.heard(fan)).slice(-2)).toEqual(['第 5 条', '在的'])
    })

    it('[L8] of every kind are taken', async () => {
      const image = await use().upload('image', PICTURE)
      const thumb = await use().upload('thumb', THUMB)
      const kinds: [string, object][] = [
        ['image', { media_id: image.media_id }],
        ['news', { articles: [{ title: '春日花束', description: '次日达', url: 'https://a.example/' }] }],
        ['msgmenu', { head_content: '满意吗', list: [{ id: '1', content: '满意' }], tail_content: '' }],
        [
          'miniprogrampage',
          { title: '下单', appid: 'wx1', pagepath: 'p', thumb_media_id: thumb.thumb_media_id },
        ],
        [
          'music',
          { title: '等待', musicurl: 'https://a.example/1.mp3', thumb_media_id: thumb.thumb_media_id },
        ],
      ]
      for (const [msgtype, message] of kinds) {
        expect([msgtype, await send(await use().side.fan(), { msgtype, [msgtype]: message })]).toEqual([
          msgtype,
          { errcode: 0, errmsg: 'ok' },
        ])
      }
    })

    it.each<[string, object, number]>([
      ['an unknown type', { msgtype: 'poem', poem: {} }, 40008],
      ['a type that every object has', { msgtype: 'constructor', constructor: {} }, 40008],
      ['an empty text', text(''), 44004],
      ['a text of 2049 bytes', text('字'.repeat(683)), 45002],
      ['two articles', { msgtype: 'news', news: { articles: [{ title: 'a' }, { title: 'b' }] } }, 45008],
      ['a picture that isn’t there', { msgtype: 'image', image: { media_id: 'nope' } }, 40007],
      ['a link, which Mini Programs have', { msgtype: 'link', link: { title: 'a' } }, 48008],
      [
        'in the name of an unknown agent',
        { ...text('好'), customservice: { kf_account: 'nobody@huatian' } },
        65401,
      ],
    ])('[L8] sending %s is refused', async (_name, message, errcode) => {
      expect(await send(await use().side.fan(), message)).toMatchObject({ errcode })
    })

    it('[L8] to nobody are refused', async () => {
      expect(await send({ openid: 'nobody' }, text('好'))).toMatchObject({ errcode: 40003 })
    })

    it('[L8] typing: shown once, not again while it lasts, and not half a minute after the last word', async () => {
      const fan = await use().side.fan()
      const typing = (touser: string, command: string) =>
        use().post('/cgi-bin/message/custom/typing', { touser, command })
      expect(await typing(fan.openid, 'Dancing')).toMatchObject({ errcode: 45072 })
      expect(await typing('nobody', 'Typing')).toMatchObject({ errcode: 40003 })
      expect(await typing(fan.openid, 'Typing')).toMatchObject({ errcode: 0 })
      expect(await typing(fan.openid, 'Typing')).toMatchObject({ errcode: 45081 })
      expect(await typing(fan.openid, 'CancelTyping')).toMatchObject({ errcode: 0 })
      expect(await typing(fan.openid, 'Typing')).toMatchObject({ errcode: 0 })
      use().side.pass(minutes(1))
      expect(await typing(fan.openid, 'Typing')).toMatchObject({ errcode: 45080 })
    })
  })
}
