import { randomUUID } from 'node:crypto'
import type { ReplyContent } from '@duokefu/contract'
import type { SessionId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toReply } from '../src/conversations/reply-content.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Call, errcode, ok, sendPath } from './fake-wechat.ts'

const uploadPath = '/cgi-bin/media/upload'
const jpeg = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1')
const mp3 = Buffer.from('ID3 a voice')
const amr = Buffer.from('#!AMR\n another voice')
const mp4 = Buffer.from('\0\0\0\x20ftypisom a film', 'latin1')

let h: DeliveryHarness
beforeAll(async () => {
  h = await startDeliveryHarness()
})
beforeEach(async () => {
  await h.startOver()
  h.wechat.on(uploadPath, ({ query }, nth) => ({
    json: { type: query.get('type'), media_id: `${query.get('type')}-${nth}`, created_at: 1 },
  }))
})
afterAll(() => h.stop())

async function uploaded(data: Buffer): Promise<string> {
  const outcome = await h.process.media.accept(h.accountId, { data, fileName: null })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.answer.key
}

/** An agent sends it in a served conversation; returns what WeChat is given. */
async function sends(openid: string, content: ReplyContent, id = randomUUID()): Promise<Call['json']> {
  const session = await h.serve(openid)
  const reply = await toReply(h.pool, h.accountId, { id, content })
  await h.desk(openid, { type: 'reply', by: h.agent, session, mode: 'send' }, { commandId: id, reply })
  await h.sendAll()
  return h.wechat.calls(sendPath).at(-1)?.json ?? {}
}

describe('what an agent can send', () => {
  it('[S21] a link goes as news with one article', async () => {
    const link = { title: '秋冬新品', description: '满 200 减 30', url: 'https://shop.example/new' }
    expect(await sends('fan', { type: 'link', ...link, picUrl: null })).toEqual({
      touser: 'fan',
      msgtype: 'news',
      news: { articles: [{ ...link, picurl: '' }] },
    })
    expect(await h.states('fan')).toEqual(['sent'])
  })

  it('[S21] a menu has an id per entry that names the message, so that late taps are understood', async () => {
    const id = 'a1b2c3d4-0000-4000-8000-000000000000'
    const menu = { type: 'menu', head: '满意吗？', items: ['满意', '不满意'], tail: '谢谢' } as const
    expect(await sends('fan', { ...menu, items: [...menu.items] }, id)).toMatchObject({
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: '满意吗？',
        list: [
          { id: 'a1b2c3d4.1', content: '满意' },
          { id: 'a1b2c3d4.2', content: '不满意' },
        ],
        tail_content: '谢谢',
      },
    })
  })

  it.each([
    ['MP3', mp3],
    ['AMR', amr],
  ])('[S21] [L10] a voice in %s is uploaded as voice', async (_format, data) => {
    const mediaKey = await uploaded(data)
    expect(await sends('fan', { type: 'voice', mediaKey })).toMatchObject({
      msgtype: 'voice',
      voice: { media_id: 'voice-1' },
    })
  })

  it('[S21] [L10] a video goes with its first picture, which is uploaded as a thumb', async () => {
    const [mediaKey, thumbKey] = await Promise.all([uploaded(mp4), uploaded(jpeg)])
    expect(await sends('fan', { type: 'video', mediaKey, thumbKey })).toMatchObject({
      msgtype: 'video',
      video: { media_id: 'video-1', thumb_media_id: 'thumb-2' },
    })
  })

  it('[S21] a video whose picture could not be made goes with its own id in that place', async () => {
    const mediaKey = await uploaded(mp4)
    expect(await sends('fan', { type: 'video', mediaKey, thumbKey: null })).toMatchObject({
      video: { media_id: 'video-1', thumb_media_id: 'video-1' },
    })
  })

  it('[S21] a mini program goes with its cover', async () => {
    const coverKey = await uploaded(jpeg)
    const card = { title: '下单', appid: 'wx0123456789abcdef', pagePath: 'pages/order?id=1' }
    expect(await sends('fan', { type: 'miniprogram', ...card, coverKey })).toMatchObject({
      msgtype: 'miniprogrampage',
      miniprogrampage: {
        title: '下单',
        appid: card.appid,
        pagepath: card.pagePath,
        thumb_media_id: 'image-1',
      },
    })
  })

  it('[L10] files that WeChat has forgotten are uploaded again, all of them', async () => {
    const [mediaKey, thumbKey] = await Promise.all([uploaded(mp4), uploaded(jpeg)])
    const { wechat } = h.process.media
    await wechat.idOf(h.account, { mediaKey, type: 'video' })
    await wechat.idOf(h.account, { mediaKey: thumbKey, type: 'thumb' })
    h.wechat.on(sendPath, (_call, nth) => (nth === 1 ? errcode(40007) : ok))
    expect(await sends('fan', { type: 'video', mediaKey, thumbKey })).toMatchObject({
      video: { media_id: 'video-3', thumb_media_id: 'thumb-4' },
    })
    expect(await h.states('fan')).toEqual(['sent'])
  })

  it('[L8] a link that failed is sent again as the same link', async () => {
    h.wechat.on(sendPath, (_call, nth) => (nth === 1 ? errcode(40003) : ok))
    const link = { title: '新品', description: '', url: 'https://shop.example/' }
    await sends('fan', { type: 'link', ...link, picUrl: null })
    const [failed] = await h.rows<{ seq: number; session_id: SessionId }>(
      `select seq::float8 as seq, session_id from message where openid = 'fan' and delivery = 'failed'`,
    )
    if (failed === undefined) throw new Error('nothing failed')
    await h.desk('fan', { type: 'retry', by: h.agent, session: failed.session_id, seq: failed.seq })
    await h.sendAll()
    expect(h.wechat.calls(sendPath).at(-1)?.json.news).toEqual({ articles: [{ ...link, picurl: '' }] })
    expect(await h.states('fan')).toEqual(['failed 40003', 'sent'])
  })

  it('[L10] a file is sent as what it is', async () => {
    const [voice, picture] = await Promise.all([uploaded(mp3), uploaded(jpeg)])
    const wanted = (content: ReplyContent) => toReply(h.pool, h.accountId, { id: randomUUID(), content })
    await expect(wanted({ type: 'image', mediaKey: voice })).rejects.toThrow('media_type_unsupported')
    await expect(wanted({ type: 'video', mediaKey: picture, thumbKey: null })).rejects.toThrow(
      'media_type_unsupported',
    )
    await expect(wanted({ type: 'voice', mediaKey: randomUUID() })).rejects.toThrow('not_found')
  })

  it('[L10] a voice over 2 MB and a video over 10 MB are not taken', async () => {
    const grown = (data: Buffer, mib: number) => Buffer.concat([data, Buffer.alloc(mib * 1024 * 1024)])
    const accept = (data: Buffer) => h.process.media.accept(h.accountId, { data, fileName: null })
    expect(await accept(grown(mp3, 2))).toEqual({ ok: false, code: 'media_too_large' })
    expect(await accept(grown(mp4, 10))).toEqual({ ok: false, code: 'media_too_large' })
    expect(await accept(grown(jpeg, 3))).toMatchObject({ ok: true })
  })
})
