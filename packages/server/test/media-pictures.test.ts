import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import type { Content } from '@duokefu/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemTimers } from '../src/delivery/timers.ts'
import { dimensionsOf } from '../src/media/dimensions.ts'
import { createMediaLibrary, type MediaLibrary } from '../src/media/media.ts'
import { mediaRoutes } from '../src/media/routes.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { noisyPng } from './png.ts'
import { type StrictS3, startStrictS3 } from './strict-s3.ts'

const getPath = '/cgi-bin/media/get'
const uploadPath = '/cgi-bin/media/upload'
const mib = 1024 * 1024

/** Under and over 2 MB, which WeChat takes for sure. */
const photo = noisyPng(600, 250)
const largePhoto = noisyPng(900, 850)

let h: DeliveryHarness
let s3: StrictS3
beforeAll(async () => {
  ;[h, s3] = await Promise.all([startDeliveryHarness(), startStrictS3()])
})
beforeEach(async () => {
  s3.startOver()
  await h.startOver()
})
afterAll(async () => {
  await h.stop()
  await s3.stop()
})

async function fanSendsPicture(): Promise<string> {
  const key = randomUUID()
  const media = { key, state: 'fetching', mime: null, bytes: null, width: null, height: null } as const
  const content: Content = { type: 'image', media }
  const source = { mediaId: 'WX-1', picUrl: null, type: 'image' } as const
  await h.fanSays('fan', '', { content, media: { key, source } })
  return key
}

async function opened(library: MediaLibrary, key: string, as: 'file' | 'small'): Promise<Buffer> {
  const file = await library.openPart(h.accountId, key, { range: undefined, as })
  if (file === null || file === 'unsatisfiable') throw new Error('no file')
  return Buffer.concat(await file.stream.toArray())
}

async function storedFiles(): Promise<number> {
  const entries = await readdir(h.dataDir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).length
}

describe('a picture in a thread', { timeout: 60_000 }, () => {
  it('[L10] is loaded small: made once, when it is fetched, and kept beside the original', async () => {
    h.wechat.on(getPath, () => ({ file: photo, type: 'image/png' }))
    const key = await fanSendsPicture()
    const { media } = h.process
    await media.inbound.runOnce()
    expect(await storedFiles()).toBe(2)
    const small = await opened(media, key, 'small')
    expect(dimensionsOf(small, 'image/jpeg')).toEqual({ width: 480, height: 200 })
    expect(small.length).toBeLessThan(photo.length / 4)
    expect((await opened(media, key, 'file')).equals(photo)).toBe(true)
    expect(await storedFiles()).toBe(2)
    // Both go with the record (L12).
    expect(await h.rows('select distinct openid, seq, at from media')).toHaveLength(1)
  })

  it('[L10] many desks and processes that look at once make one small copy', async () => {
    const taken = await h.process.media.accept(h.accountId, { data: photo, fileName: null })
    const key = taken.ok ? taken.answer.key : ''
    const other = h.anotherProcess().media
    const views = await Promise.all(
      [h.process.media, other, h.process.media, other].map((library) => opened(library, key, 'small')),
    )
    const [first = Buffer.alloc(0)] = views
    expect(views.every((view) => view.equals(first))).toBe(true)
    expect(await h.rows('select 1 from media')).toHaveLength(2)
  })

  it('[L12] whose small copy was deleted before it is made again', async () => {
    const taken = await h.process.media.accept(h.accountId, { data: photo, fileName: null })
    const key = taken.ok ? taken.answer.key : ''
    const small = await opened(h.process.media, key, 'small')
    await h.pool.query('delete from media where media_key <> $1', [key])
    expect((await opened(h.process.media, key, 'small')).equals(small)).toBe(true)
    expect(await h.rows('select 1 from media')).toHaveLength(2)
  })

  it('[L10] that is light already is loaded as it is', async () => {
    const light = noisyPng(100, 80)
    const taken = await h.process.media.accept(h.accountId, { data: light, fileName: null })
    expect((await opened(h.process.media, taken.ok ? taken.answer.key : '', 'small')).equals(light)).toBe(
      true,
    )
    expect(await storedFiles()).toBe(1)
  })

  it('[L10] that can’t be made smaller is loaded as it is, and not tried again', async () => {
    const broken = Buffer.concat([noisyPng(10, 10).subarray(0, 60), Buffer.alloc(200_000, 7)])
    const taken = await h.process.media.accept(h.accountId, { data: broken, fileName: null })
    const key = taken.ok ? taken.answer.key : ''
    expect((await opened(h.process.media, key, 'small')).equals(broken)).toBe(true)
    expect(await h.rows('select 1 from media where small_key = media_key')).toHaveLength(1)
  })
})

describe('a picture to be sent', { timeout: 60_000 }, () => {
  it('[L10] over WeChat’s limit is made smaller when it is taken, so that the desk shows what is sent', async () => {
    expect(largePhoto.length).toBeGreaterThan(2 * mib)
    const taken = await h.process.media.accept(h.accountId, { data: largePhoto, fileName: 'p.png' })
    expect(taken).toMatchObject({ ok: true, answer: { mime: 'image/jpeg', width: 900, height: 850 } })
    expect(taken.ok && taken.answer.bytes).toBeLessThan(2 * mib)
  })

  it('[L10] as a cover is made smaller before it is uploaded, and stays as it is here', async () => {
    h.wechat.on(uploadPath, () => ({ json: { type: 'thumb', media_id: 'T', created_at: 1 } }))
    const { media } = h.process
    const taken = await media.accept(h.accountId, { data: photo, fileName: null })
    const mediaKey = taken.ok ? taken.answer.key : ''
    expect(await media.wechat.idOf(h.account, { mediaKey, type: 'thumb' })).toMatchObject({ ok: true })
    const body = h.wechat.calls(uploadPath)[0]?.body ?? Buffer.alloc(0)
    expect(body.length).toBeLessThan(65 * 1024)
    expect(body.toString('latin1')).toContain('image/jpeg')
    expect((await opened(media, mediaKey, 'file')).equals(photo)).toBe(true)
  })

  it('[L10] that moves goes as it is up to 10 MB, and is refused above', async () => {
    const gif = (bytes: number) => Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(bytes)])
    const accept = (data: Buffer) => h.process.media.accept(h.accountId, { data, fileName: null })
    expect(await accept(gif(5 * mib))).toMatchObject({
      ok: true,
      answer: { mime: 'image/gif', bytes: 5 * mib + 6 },
    })
    expect(await accept(gif(11 * mib))).toEqual({ ok: false, code: 'media_too_large' })
  })
})

describe('a bucket that is away', { timeout: 60_000 }, () => {
  const withBucket = () =>
    createMediaLibrary(
      { ...h.process.ctx, config: { ...h.process.ctx.config, s3: s3.settings } },
      { calls: h.process.calls, downloadFor: () => fetch, timers: systemTimers },
    )
  const stateOf = async (key: string) =>
    (
      await h.rows<{ state: string; attempts: number }>(
        `select state, attempts from media where media_key = $1`,
        [key],
      )
    )[0]

  it('[L10] loses no picture: it is fetched again until the bucket takes it, and no attempt is counted', async () => {
    const library = withBucket()
    h.wechat.on(getPath, () => ({ file: photo, type: 'image/png' }))
    const key = await fanSendsPicture()
    s3.fail(503, 3)
    await library.inbound.runOnce()
    expect(await stateOf(key)).toEqual({ state: 'fetching', attempts: 0 })
    expect(s3.objects.size).toBe(0)
    h.later(15_100)
    await library.inbound.runOnce()
    expect(await stateOf(key)).toEqual({ state: 'ready', attempts: 1 })
    expect((await opened(library, key, 'file')).equals(photo)).toBe(true)
    expect((await opened(library, key, 'small')).equals(photo)).toBe(false)
    expect(s3.objects.size).toBe(2)
    await library.stop()
  })

  it('[L10] a process that died between the bytes and the row leaves one file, not two', async () => {
    const library = withBucket()
    h.wechat.on(getPath, () => ({ file: photo, type: 'image/png' }))
    await library.files.put(photo)
    const key = await fanSendsPicture()
    await library.inbound.runOnce()
    expect(await stateOf(key)).toMatchObject({ state: 'ready' })
    // The picture, and its small copy.
    expect(s3.objects.size).toBe(2)
    await library.stop()
  })
})

describe('over HTTP', { timeout: 60_000 }, () => {
  let server: TestServer
  let library: MediaLibrary
  let cookie: string
  const path = (rest: string) => `/api/accounts/${server.account.id}/media${rest}`

  beforeAll(async () => {
    server = await startTestServer({
      apiBeside: (ctx) => {
        library = createMediaLibrary(ctx, {
          calls: ctx.calls,
          downloadFor: () => fetch,
          timers: systemTimers,
        })
        return [mediaRoutes(ctx, library)]
      },
      config: { s3: s3.settings },
    })
    cookie = await server.login(server.agents.lin)
  })
  afterAll(async () => {
    await library.stop()
    await server.stop()
  })

  async function upload(data: Buffer): Promise<string> {
    const form = new FormData()
    form.append('media', new Blob([new Uint8Array(data)]), 'a.png')
    const answer = await fetch(`${server.url}${path('')}`, {
      method: 'POST',
      headers: { cookie },
      body: form,
    })
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { key: string }).key
  }
  const get = (rest: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path(rest)}`, { headers: { cookie, ...headers } })

  it.each([
    [
      'ends in the middle of a file',
      '--b\r\ncontent-disposition: form-data; name="media"; filename="a.png"\r\n\r\nP',
    ],
    ['ends in the middle of a header', '--b\r\ncontent-disp'],
    [
      'has the boundary of another',
      '--c\r\ncontent-disposition: form-data; name="media"\r\n\r\nP\r\n--c--\r\n',
    ],
  ])('[design] an upload that %s is refused as such', async (_what, body) => {
    const headers = { cookie, 'content-type': 'multipart/form-data; boundary=b' }
    const answer = await fetch(`${server.url}${path('')}`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_request' } })
  })

  it('[L10] a picture is given whole, in part and small, from the bucket', async () => {
    const key = await upload(photo)
    const whole = await get(`/${key}`)
    expect(Buffer.from(await whole.arrayBuffer()).equals(photo)).toBe(true)
    const part = await get(`/${key}`, { range: 'bytes=10-19' })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${photo.length}`])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(photo.subarray(10, 20))
    const small = await get(`/${key}/small`)
    expect([small.headers.get('content-type'), small.headers.get('cache-control')]).toEqual([
      'image/jpeg',
      'private, max-age=31536000, immutable',
    ])
    expect(Number(small.headers.get('content-length'))).toBeLessThan(photo.length)
    await small.body?.cancel()
  })

  it('[L10] a bucket that is away is told as such, not as a file that is gone', async () => {
    const key = await upload(photo)
    s3.fail(503, 3)
    expect((await get(`/${key}`)).status).toBe(503)
    expect((await get(`/${randomUUID()}`)).status).toBe(404)
  })

  it('[L10] a click fetches again what could not be fetched; what is expired is not there to be tried', async () => {
    const keys = { failed: randomUUID(), expired: randomUUID() }
    for (const [state, key] of Object.entries(keys)) {
      await server.ctx.pool.query(
        `insert into media (account_id, media_key, source, state, created_at, openid, seq, at)
         values ($1, $2, $3, $4, now(), 'fan', 1, now())`,
        [server.account.id, key, { mediaId: 'WX', picUrl: null, type: 'image' }, state],
      )
    }
    const retry = (key: string) => server.ask(cookie, 'POST', path(`/${key}/retry`))
    expect((await retry(keys.failed)).status).toBe(200)
    expect((await retry(keys.failed)).status).toBe(404)
    expect((await retry(keys.expired)).status).toBe(404)
    await library.inbound.idle()
  })
})
