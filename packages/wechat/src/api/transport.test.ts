import { describe, expect, it } from 'vitest'
import { createWechatApi, type WechatApi } from './client.ts'
import { type Answer, deadBaseUrl, useWechatDouble } from './wechat-double.ts'

const wechat = useWechatDouble()
const toUser = 'oMdk7s0Fan_0001aBcDeFgHiJkLm'

describe('what became of a message whose answer never came', () => {
  const send = (client: WechatApi) => client.sendCustomMessage('T', { toUser, type: 'text', content: 'a' })

  it('[L8] nobody listens: nothing was written, so again', async () => {
    const client = createWechatApi({ baseUrl: await deadBaseUrl(), fetch, timeoutMs: 5000 })
    expect(await send(client)).toMatchObject({
      ok: false,
      error: { kind: 'retry', errcode: null, sent: false },
    })
  })

  it('[L8] the name does not resolve: nothing was written, so again', async () => {
    const client = createWechatApi({ baseUrl: 'http://nowhere.invalid', fetch, timeoutMs: 5000 })
    expect(await send(client)).toMatchObject({ ok: false, error: { kind: 'retry', sent: false } })
  })

  it('[L8] a TLS handshake that fails: nothing was written, so again', async () => {
    const client = createWechatApi({
      baseUrl: wechat.baseUrl.replace('http:', 'https:'),
      fetch,
      timeoutMs: 5000,
    })
    expect(await send(client)).toMatchObject({ ok: false, error: { kind: 'retry', sent: false } })
  })

  it.each<[name: string, answer: Answer]>([
    ['the connection is cut', (_response, request) => request.socket.destroy()],
    [
      'the answer stops in the middle',
      (response) =>
        response.writeHead(200, { 'content-length': '100' }).write('{"errcode":0', () => response.destroy()),
    ],
    ['a page of HTML comes', (response) => response.writeHead(200).end('<html></html>')],
    ['502 comes', (response) => response.writeHead(502).end('Bad Gateway')],
    ['nothing comes', (response) => response.writeHead(200).end()],
    ['JSON that is no object comes', (response) => response.writeHead(200).end('[]')],
  ])('[L8] %s: uncertain, for a message; for what may be repeated, again', async (_name, how) => {
    wechat.answer = how
    expect(await send(wechat.api())).toMatchObject({ ok: false, error: { kind: 'uncertain', sent: true } })
    expect(await wechat.api().userInfo('T', toUser)).toMatchObject({
      ok: false,
      error: { kind: 'retry', sent: true },
    })
  })

  it('[L8] no answer in time: uncertain', async () => {
    wechat.answer = () => undefined
    expect(await send(wechat.api(50))).toMatchObject({ ok: false, error: { kind: 'uncertain', sent: true } })
  })

  it('[L8] turned away on the way (404): final, not sent', async () => {
    wechat.answer = (response) => response.writeHead(404).end('not found')
    expect(await send(wechat.api())).toMatchObject({ ok: false, error: { kind: 'refused', sent: false } })
  })
})
