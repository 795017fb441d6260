import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type Content, fileGoneMessage } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MediaSource } from '../src/conversations/entries.ts'
import { readyMedia } from '../src/media/media-store.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Answer, deferred, errcode, ok, sendPath } from './fake-wechat.ts'

const getPath = '/cgi-bin/media/get'
const uploadPath = '/cgi-bin/media/upload'
const minute = 60_000
const day = 24 * 60 * minute

/** A real picture of 3 by 2 pixels. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGMQmOAAQQxwFgAzdAVBimK6bwAAAABJRU5ErkJggg==',
  'base64',
)
/** A real recording of two and a half seconds. */
const amr = readFileSync(new URL('./fixtures/voice.amr', import.meta.url))
/** The same in wideband frames without a header, as WeChat gives it at 16 kHz. */
const speex = readFileSync(new URL('./fixtures/voice.speex', import.meta.url))

let h: DeliveryHarness
beforeAll(async () => {
  h = await startDeliveryHarness()
})
beforeEach(() => h.startOver())
afterAll(() => h.stop())

const library = () => h.process.media

/** A fan's picture or voice, as the gateway hands it in. */
async function fanSends(source: Partial<MediaSource> = {}, openid = 'fan'): Promise<string> {
  const key = randomUUID()
  const full: MediaSource = { mediaId: 'WX-1', picUrl: null, type: 'image', ...source }
  const media = { key, state: 'fetching', mime: null, bytes: null, width: null, height: null } as const
  const content: Content =
    full.type === 'voice'
      ? { type: 'voice', media, format: 'amr', recognition: null }
      : { type: 'image', media }
  await h.fanSays(openid, '', { content, media: { key, source: full } })
  return key
}

async function shown(key: string): Promise<unknown> {
  const rows = await h.rows<{ media: unknown }>(
    `select content->'media' as media from message where content->'media'->>'key' = $1`,
    [key],
  )
  return rows[0]?.media
}

async function storedFiles(): Promise<string[]> {
  const names = await readdir(h.dataDir, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('what fans send', () => {
  it('[L10] is fetched at once and shown with its real type and size', async () => {
    h.wechat.on(getPath, ({ query }) =>
      query.get('media_id') === 'WX-1' ? { file: png, type: 'image/jpeg', name: 'a.jpg' } : errcode(40007),
    )
    const key = await fanSends()
    expect(await library().inbound.runOnce()).toBe(1)
    expect(await shown(key)).toEqual({
      key,
      state: 'ready',
      mime: 'image/png',
      bytes: png.length,
      width: 3,
      height: 2,
      seconds: null,
    })

    const opened = await library().open(h.accountId, key)
    expect(opened).toMatchObject({ mime: 'image/png', bytes: png.length, fileName: 'a.jpg' })
    expect(Buffer.concat(await (opened?.stream ?? Readable.from([])).toArray())).toEqual(png)
    expect(await library().inbound.runOnce()).toBe(0)
  })

  it('[L10] a started fetcher is woken by the message itself', async () => {
    const fetched = deferred<void>()
    h.wechat.on(getPath, () => {
      fetched.resolve()
      return { file: amr, type: 'audio/amr' }
    })
    library().inbound.start()
    const key = await fanSends({ type: 'voice' })
    await fetched.promise
    await library().inbound.idle()
    expect(await shown(key)).toMatchObject({
      state: 'ready',
      mime: 'audio/amr',
      bytes: amr.length,
      width: null,
    })
    await library().inbound.stop()
  })

  it('[L10] a picture whose media id gives nothing is fetched from its address', async () => {
    h.wechat.on(getPath, () => errcode(-1))
    h.wechat.on('/pic', () => ({ redirect: '/pic2' }))
    h.wechat.on('/pic2', () => ({ file: png, type: 'image/png' }))
    const key = await fanSends({ picUrl: `${h.wechat.url}/pic` })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'ready', mime: 'image/png' })
  })

  it('[L10] a page under a picture’s address is no picture', async () => {
    h.wechat.on(getPath, () => errcode(-1))
    h.wechat.on('/pic', () => ({ file: Buffer.from('<script>alert(1)</script>'), type: 'image/png' }))
    const key = await fanSends({ picUrl: `${h.wechat.url}/pic` })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'fetching' })
    expect(await storedFiles()).toEqual([])
  })

  it('[L10] is tried after 1 s, 5 s, 30 s, 2 and 10 minutes, then it failed and can be tried again', async () => {
    h.wechat.on(getPath, () => errcode(-1, 'system error'))
    const key = await fanSends()
    for (const [index, ms] of [1_000, 5_000, 30_000, 2 * minute, 10 * minute].entries()) {
      expect(await library().inbound.runOnce()).toBe(1)
      expect(h.wechat.calls(getPath)).toHaveLength(index + 1)
      h.later(ms - 300)
      expect(await library().inbound.runOnce()).toBe(0)
      h.later(400)
    }
    expect(await shown(key)).toMatchObject({ state: 'fetching' })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ key, state: 'failed' })
    h.later(day)
    expect(await library().inbound.runOnce()).toBe(0)

    h.wechat.on(getPath, () => ({ file: png, type: 'image/png' }))
    expect(await library().inbound.retry(h.accountId, key)).toBe(true)
    expect(await library().inbound.retry(h.accountId, key)).toBe(false)
    await library().inbound.idle()
    expect(await shown(key)).toMatchObject({ state: 'ready' })
    expect(await library().inbound.retry(h.accountId, randomUUID())).toBe(false)
  })

  it('[L10] a file that WeChat has no more is called expired at once, and nobody is told to try again', async () => {
    h.wechat.on(getPath, () => errcode(40007))
    const key = await fanSends()
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'expired' })
    expect(await library().inbound.retry(h.accountId, key)).toBe(false)
  })

  it('[L10] a file that failed is expired when it is tried again after three days, whatever WeChat answers', async () => {
    h.wechat.on(getPath, () => errcode(-1))
    const key = await fanSends()
    for (const ms of [0, 1_000, 5_000, 30_000, 2 * minute, 10 * minute]) {
      h.later(ms)
      await library().inbound.runOnce()
    }
    expect(await shown(key)).toMatchObject({ state: 'failed' })
    h.later(3 * day)
    expect(await library().inbound.retry(h.accountId, key)).toBe(true)
    await library().inbound.idle()
    expect(await shown(key)).toMatchObject({ state: 'expired' })
  })

  it('[L10] a fetch whose process died is taken up by another', async () => {
    h.wechat.on(getPath, () => ({ file: png, type: 'image/png' }))
    const key = await fanSends()
    // Claimed, and nothing more.
    await h.pool.query(`update media set next_try_at = now() + interval '180 seconds'`)
    expect(await library().inbound.runOnce()).toBe(0)
    h.later(181_000)
    await h.anotherProcess().media.inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'ready' })
  })

  it('[L10] a file that arrived while its record was not told is told later', async () => {
    const key = await fanSends()
    // As after a crash between the file and the record.
    await h.pool.query(
      `update media set state = 'ready', mime = 'image/png', bytes = 7, next_try_at = now() - interval '1 second'`,
    )
    expect(await library().inbound.runOnce()).toBe(1)
    expect(await shown(key)).toMatchObject({ state: 'ready', bytes: 7 })
    expect(await library().inbound.runOnce()).toBe(0)
  })

  it('[L10] equal files of many fans are one file', async () => {
    h.wechat.on(getPath, () => ({ file: png, type: 'image/png' }))
    const keys = await Promise.all(['a', 'b', 'c'].map((openid) => fanSends({}, openid)))
    await library().inbound.runOnce()
    expect(await storedFiles()).toHaveLength(1)
    for (const key of keys) expect(await library().open(h.accountId, key)).not.toBeNull()
  })
})

describe('what agents send', () => {
  const accept = (data: Buffer, fileName = 'x.png') => library().accept(h.accountId, { data, fileName })

  it('[L10] a picture is taken by its content, whatever its name', async () => {
    expect(await accept(png, '报价.exe')).toEqual({
      ok: true,
      answer: { key: expect.any(String), mime: 'image/png', bytes: png.length, width: 3, height: 2 },
    })
  })

  it.each([
    ['a page', Buffer.from('<html>'), 'media_type_unsupported'],
    ['a voice that WeChat takes in no form', Buffer.from('OggS voice'), 'media_type_unsupported'],
    ['nothing', Buffer.alloc(0), 'media_type_unsupported'],
    ['more than 20 MB', Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)]), 'media_too_large'],
  ])('[L10] %s is refused', async (_name, data, code) => {
    expect(await accept(data)).toEqual({ ok: false, code })
    expect(await h.rows('select 1 from media')).toEqual([])
  })

  it('[design] it does not exist for another account, neither to look at nor to send', async () => {
    const outcome = await accept(png)
    const key = outcome.ok ? outcome.answer.key : ''
    const other = '999' as AccountId
    expect(await library().open(h.accountId, key)).not.toBeNull()
    expect(await library().open(other, key)).toBeNull()
    expect(await readyMedia(h.pool, h.accountId, key)).toMatchObject({ key })
    expect(await readyMedia(h.pool, other, key)).toBeNull()
    expect(
      await library().wechat.idOf({ ...h.account, id: other }, { mediaKey: key, type: 'image' }),
    ).toMatchObject({ ok: false })
  })

  it('[L10] it is uploaded to WeChat once, and again when that copy is about to end', async () => {
    h.wechat.on(uploadPath, (_call, nth) => ({
      json: { type: 'image', media_id: `UP-${nth}`, created_at: 1 },
    }))
    const taken = await accept(png)
    const key = taken.ok ? taken.answer.key : ''
    const idOf = () => library().wechat.idOf(h.account, { mediaKey: key, type: 'image' })
    const first = await Promise.all([idOf(), idOf(), idOf()])
    expect(first.map((each) => each.ok && each.value.mediaId)).toEqual(['UP-1', 'UP-1', 'UP-1'])
    h.later(3 * day - 61 * minute)
    expect(await idOf()).toMatchObject({ ok: true, value: { mediaId: 'UP-1', isFresh: false } })
    h.later(2 * minute)
    expect(await idOf()).toMatchObject({ ok: true, value: { mediaId: 'UP-2', isFresh: true } })
    expect(h.wechat.calls(uploadPath)).toHaveLength(2)
    expect(h.wechat.calls(uploadPath)[0]?.body.includes(png)).toBe(true)
  })

  async function replyWithPicture(openid: string, { isUploaded = false } = {}): Promise<void> {
    const session = await h.serve(openid)
    const taken = await accept(png)
    if (!taken.ok) throw new Error(taken.code)
    const { key } = taken.answer
    if (isUploaded) await library().wechat.idOf(h.account, { mediaKey: key, type: 'image' })
    await h.desk(
      openid,
      { type: 'reply', by: h.agent, session, mode: 'send' },
      {
        reply: {
          content: { type: 'image', media: { ...taken.answer, state: 'ready' } },
          payload: { type: 'image', mediaKey: key },
        },
      },
    )
  }

  it('[L8] a reply with a picture leaves with the id of WeChat’s copy', async () => {
    h.wechat.on(uploadPath, () => ({ json: { type: 'image', media_id: 'UP', created_at: 1 } }))
    await replyWithPicture('fan')
    await h.sendAll()
    expect(h.wechat.calls(sendPath).map(({ json }) => json)).toEqual([
      { touser: 'fan', msgtype: 'image', image: { media_id: 'UP' } },
    ])
    expect(await h.states('fan')).toEqual(['sent'])
  })

  /** WeChat knows the ids from this upload on, and none before it. */
  function knownFrom(nth: number): void {
    h.wechat.on(uploadPath, (_call, count) => ({
      json: { type: 'image', media_id: `UP-${count}`, created_at: 1 },
    }))
    h.wechat.on(sendPath, ({ json }): Answer => {
      const id = Number(/UP-(\d+)/.exec(JSON.stringify(json.image))?.[1])
      return id < nth ? errcode(40007, 'invalid media_id') : ok
    })
  }

  it('[L8] a copy that WeChat has lost is uploaded again, and the reply sent', async () => {
    knownFrom(2)
    await replyWithPicture('fan', { isUploaded: true })
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['sent'])
    expect(h.wechat.calls(uploadPath)).toHaveLength(2)
    expect(h.wechat.calls(sendPath)).toHaveLength(2)
  })

  it('[L8] also when an earlier attempt failed for another reason', async () => {
    knownFrom(2)
    await replyWithPicture('fan', { isUploaded: true })
    h.wechat.on(sendPath, ({ json }, nth): Answer => {
      if (nth === 1) return errcode(-1)
      return JSON.stringify(json.image).includes('UP-1') ? errcode(40007) : ok
    })
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['sending -1'])
    h.later(1_100)
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['sent'])
    expect(h.wechat.calls(uploadPath)).toHaveLength(2)
    expect(h.wechat.calls(sendPath)).toHaveLength(3)
  })

  it('[L8] a copy that is not known either fails the reply: it is uploaded again once', async () => {
    knownFrom(99)
    await replyWithPicture('fan', { isUploaded: true })
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['failed 40007'])
    expect(h.wechat.calls(uploadPath)).toHaveLength(2)
    expect(h.wechat.calls(sendPath)).toHaveLength(2)
  })

  it('[L8] one that was uploaded a moment ago is not uploaded again', async () => {
    knownFrom(99)
    await replyWithPicture('fan')
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['failed 40007'])
    expect(h.wechat.calls(uploadPath)).toHaveLength(1)
  })

  it('[L10] an id as a picture is none as a cover: each kind is uploaded', async () => {
    h.wechat.on(uploadPath, ({ query }, nth) => ({
      json: { type: query.get('type'), media_id: `${query.get('type')}-${nth}`, created_at: 1 },
    }))
    const taken = await accept(png)
    const mediaKey = taken.ok ? taken.answer.key : ''
    const idOf = async (type: 'image' | 'thumb') => {
      const found = await library().wechat.idOf(h.account, { mediaKey, type })
      return found.ok ? found.value.mediaId : found.error
    }
    expect(await idOf('image')).toBe('image-1')
    expect(await idOf('thumb')).toBe('thumb-2')
  })

  it('[L10] a reply whose file was deleted meanwhile says so, and asks WeChat nothing', async () => {
    await replyWithPicture('fan')
    await h.pool.query('delete from media')
    await h.sendAll()
    const rows = await h.rows<{ errmsg: string }>(`select errmsg from message where delivery = 'failed'`)
    expect(rows).toEqual([{ errmsg: fileGoneMessage }])
    expect(h.wechat.calls(sendPath)).toHaveLength(0)
  })

  it('[L8] an upload that WeChat can’t take now is tried again; nothing was sent', async () => {
    h.wechat.on(uploadPath, (_call, nth) =>
      nth === 1 ? errcode(-1) : { json: { type: 'image', media_id: 'UP', created_at: 1 } },
    )
    await replyWithPicture('fan')
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['sending -1'])
    expect(h.wechat.calls(sendPath)).toHaveLength(0)
    h.later(1_100)
    await h.sendAll()
    expect(await h.states('fan')).toEqual(['sent'])
  })
})

describe('what browsers play', () => {
  const open = async (key: string, range?: string) => {
    const opened = await library().openPart(h.accountId, key, { range, as: 'play' })
    if (opened === null || opened === 'unsatisfiable') return opened
    return { ...opened, data: Buffer.concat(await opened.stream.toArray()) }
  }

  it('[S21] a fan’s AMR is converted once when it is fetched, and the original stays', async () => {
    h.wechat.on(getPath, () => ({ file: amr, type: 'audio/amr' }))
    const key = await fanSends({ type: 'voice' })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'ready', mime: 'audio/amr', seconds: 2.5 })
    const played = await open(key)
    expect(played).toMatchObject({ mime: 'audio/wav', bytes: 44 + 2.5 * 16_000, range: null })
    expect(await storedFiles()).toHaveLength(2)
    const original = await library().open(h.accountId, key)
    expect(Buffer.concat(await (original?.stream ?? Readable.from([])).toArray())).toEqual(amr)
    // Both go with the record (L12).
    const rows = await h.rows('select distinct openid, seq, at from media')
    expect(rows).toHaveLength(1)
  })

  it('[S21] a recording from before there were copies is converted when it is first played', async () => {
    h.wechat.on(getPath, () => ({ file: amr, type: 'audio/amr' }))
    const key = await fanSends({ type: 'voice' })
    await library().inbound.runOnce()
    await h.rows('update media set play_key = null where play_key is not null')
    const [one, two] = await Promise.all([open(key), open(key)])
    expect(one).toMatchObject({ mime: 'audio/wav' })
    expect(two).toMatchObject({ mime: 'audio/wav' })
    expect(await h.rows('select play_key from media where play_key is not null')).toHaveLength(1)
  })

  it('[S21] bare speex is known by its frames, whatever WeChat calls it, and plays', async () => {
    h.wechat.on(getPath, () => ({ file: speex, type: 'voice/speex' }))
    const key = await fanSends({ type: 'voice' })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'ready', mime: 'audio/speex', seconds: 2.5 })
    expect(await open(key)).toMatchObject({ mime: 'audio/wav', bytes: 44 + 2.5 * 16_000 * 2 })
    expect(await library().open(h.accountId, key)).toMatchObject({ mime: 'audio/speex', bytes: speex.length })
  })

  it.each([
    ['its copy at 16 kHz plays, and the file stays as it was sent', amr, speex, 16_000, amr],
    ['a copy at 16 kHz that can’t be had is done without', amr, null, 8_000, amr],
    ['a copy at 16 kHz that can’t be decoded is done without', amr, Buffer.from('?'), 8_000, amr],
    ['what is gone is had from its copy at 16 kHz', null, speex, 16_000, speex],
  ])('[S21] of a voice that WeChat keeps twice, %s', async (_name, at8k, at16k, hertz, kept) => {
    h.wechat.on(getPath, ({ query }) => {
      const file = query.get('media_id') === 'WX-16K' ? at16k : at8k
      return file === null ? errcode(40007) : { file, type: 'audio/amr' }
    })
    const key = await fanSends({ type: 'voice', mediaId16k: 'WX-16K' })
    await library().inbound.runOnce()
    expect(await shown(key)).toMatchObject({ state: 'ready', seconds: 2.5 })
    expect(await open(key)).toMatchObject({ mime: 'audio/wav', bytes: 44 + 2.5 * hertz * 2 })
    expect(await library().open(h.accountId, key)).toMatchObject({ bytes: kept.length })
  })

  it('[S21] a recording that can’t be decoded does not play, and can still be had as it is', async () => {
    const broken = Buffer.from('#!AMR\nnot a frame of any type')
    h.wechat.on(getPath, () => ({ file: broken, type: 'audio/amr' }))
    const key = await fanSends({ type: 'voice' })
    await library().inbound.runOnce()
    expect(await open(key)).toBeNull()
    expect(await library().open(h.accountId, key)).toMatchObject({ bytes: broken.length })
  })

  it('[S21] a part of a film is given alone', async () => {
    const film = Buffer.concat([Buffer.from('\0\0\0\x0cftypisom'), Buffer.alloc(1_000, 7)])
    h.wechat.on(getPath, () => ({ file: film, type: 'video/mp4' }))
    const key = await fanSends({ type: 'video' })
    await library().inbound.runOnce()
    expect(await open(key, 'bytes=4-7')).toMatchObject({
      data: Buffer.from('ftyp'),
      bytes: film.length,
      range: { start: 4, end: 7 },
    })
    expect(await open(key, 'bytes=5000-')).toBe('unsatisfiable')
  })

  it('[S21] the first picture of a film is fetched as well, and both are shown', async () => {
    h.wechat.on(getPath, ({ query }) =>
      query.get('media_id') === 'THUMB' ? { file: png, type: 'image/png' } : { file: amr, type: 'video/mp4' },
    )
    const [key, thumbKey] = [randomUUID(), randomUUID()]
    const fetching = { state: 'fetching', mime: null, bytes: null, width: null, height: null } as const
    await h.fanSays('fan', '', {
      content: { type: 'video', media: { key, ...fetching }, thumb: { key: thumbKey, ...fetching } },
      media: { key, source: { mediaId: 'FILM', picUrl: null, type: 'video' } },
      thumb: { key: thumbKey, source: { mediaId: 'THUMB', picUrl: null, type: 'image' } },
    })
    await library().inbound.runOnce()
    const [row] = await h.rows<{ content: Content }>(`select content from message where direction = 'in'`)
    expect(row?.content).toMatchObject({
      media: { key, state: 'ready' },
      thumb: { key: thumbKey, state: 'ready', mime: 'image/png', width: 3 },
    })
  })
})
