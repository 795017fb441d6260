import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { sample, useWechatDouble } from './wechat-double.ts'

const wechat = useWechatDouble()

describe('media', () => {
  it.each([
    ['image', 'photo.png', 'image/png', 'up1_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225800],
    ['voice', 'reply.mp3', 'audio/mpeg', 'up2_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225801],
    ['video', 'demo.mp4', 'video/mp4', 'up3_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225802],
    ['thumb', '封面 "1".jpg', 'image/jpeg', 'up4_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225803],
  ] as const)('[L10] %s goes up as multipart', async (type, filename, contentType, mediaId, createdAt) => {
    const { query, response } = sample(`media/upload-${type}`)
    wechat.answerJson(response)
    const data = Buffer.from([0, 255, 13, 10, 45, 45])
    const uploaded = await wechat.api().uploadMedia('ACCESS_TOKEN', { type, filename, contentType, data })
    expect(uploaded).toEqual({ ok: true, value: { mediaId, createdAt } })
    expect(wechat.received).toMatchObject({ path: '/cgi-bin/media/upload', query })
    const form = await new Response(new Uint8Array(wechat.received.body), {
      headers: { 'content-type': wechat.received.contentType },
    }).formData()
    const file = form.get('media')
    if (file === null || typeof file === 'string') throw new Error('no file')
    expect(file).toMatchObject({ type: contentType, name: filename })
    expect(Buffer.from(await file.arrayBuffer())).toEqual(data)
  })

  it('[S14] the picture of a kf account goes up with the account in the query', async () => {
    const { url, query } = sample('kf/kfaccount-uploadheadimg')
    wechat.answerJson({ errcode: 0, errmsg: 'ok' })
    const data = Buffer.from([0xff, 0xd8, 0xff])
    const picture = { filename: 'avatar.jpg', contentType: 'image/jpeg', data }
    const account = query.kf_account ?? ''
    expect(await wechat.api().uploadKfAvatar(query.access_token ?? '', account, picture)).toEqual({
      ok: true,
      value: null,
    })
    expect(wechat.received).toMatchObject({ method: 'POST', path: new URL(url).pathname, query })
    const form = await new Response(new Uint8Array(wechat.received.body), {
      headers: { 'content-type': wechat.received.contentType },
    }).formData()
    expect(form.get('media')).toMatchObject({ type: 'image/jpeg', name: 'avatar.jpg' })
  })

  it.each(['image', 'voice'])('[L10] %s comes down as bytes', async (type) => {
    const { query, responseHeaders = {} } = sample(`media/get-${type}`)
    const { 'Content-Length': _length, ...headers } = responseHeaders
    wechat.answer = (response) => response.writeHead(200, headers).end(Buffer.from([0xff, 0xd8, 0x7b]))
    expect(await wechat.api().getMedia('ACCESS_TOKEN', query.media_id ?? '')).toEqual({
      ok: true,
      value: {
        data: Buffer.from([0xff, 0xd8, 0x7b]),
        contentType: headers['Content-Type'],
        filename: expect.stringMatching(/^MEDIA_ID\./),
      },
    })
    expect(wechat.received).toMatchObject({ method: 'GET', path: '/cgi-bin/media/get', query })
  })

  it('[L10] a video comes as a link, which is followed without the token', async () => {
    wechat.answer = (response, request) => {
      if (request.url?.startsWith('/video'))
        response.writeHead(200, { 'content-type': 'video/mp4' }).end('film')
      else
        response
          .writeHead(200)
          .end(JSON.stringify({ video_url: `${wechat.baseUrl}/video/f0.mp4?token=demo` }))
    }
    expect(await wechat.api().getMedia('SECRET', 'vid')).toMatchObject({
      ok: true,
      value: { data: Buffer.from('film'), contentType: 'video/mp4', filename: null },
    })
    expect(wechat.received.query).toEqual({ token: 'demo' })
  })

  it.each(['application/json', 'text/plain'])(
    '[L10] an error instead of a file, as %s',
    async (contentType) => {
      wechat.answerJson({ errcode: 40007, errmsg: 'invalid media_id' }, contentType)
      expect(await wechat.api().getMedia('T', 'x')).toMatchObject({
        ok: false,
        error: { kind: 'refused', errcode: 40007 },
      })
    },
  )
})
