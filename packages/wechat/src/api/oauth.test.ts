import { describe, expect, it } from 'vitest'
import { authorizeUrl } from './oauth.ts'
import { sample, useWechatDouble } from './wechat-double.ts'

const wechat = useWechatDouble()
const credentials = { appid: 'wx1a2b3c4d5e6f7081', secret: 'APPSECRET', code: 'CODE' }

describe('web authorization', () => {
  it("[S2] asks in WeChat's own order", () => {
    const { url, query } = sample('oauth/authorize-url')
    const expected = Object.entries(query)
      .filter(([name]) => name !== '__fragment')
      .map(([name, value]) => `${name}=${value}`)
    const made = authorizeUrl({
      base: 'https://open.weixin.qq.com/',
      appid: 'wx1a2b3c4d5e6f7081',
      redirectUri: 'https://desk.example.com/agent/oauth/callback',
      state: 'lg7f3c9a20',
    })
    expect(made).toBe(`${url}?${expected.join('&')}#${query.__fragment}`)
  })

  it('[S2] trades a code for an openid', async () => {
    const { query, response } = sample('oauth/access_token')
    wechat.answerJson(response)
    expect(await wechat.api().oauthIdentity(credentials)).toEqual({
      ok: true,
      value: { openid: 'oMdk7s0Agt_0101zXcVbNmAsDfGh', isSnapshotUser: false },
    })
    expect(wechat.received).toMatchObject({ method: 'GET', path: '/sns/oauth2/access_token', query })
  })

  it('[S2] says when the page was a snapshot', async () => {
    wechat.answerJson(sample('oauth/access_token-userinfo').response)
    const identity = await wechat.api().oauthIdentity(credentials)
    expect(identity).toMatchObject({ ok: true, value: { isSnapshotUser: true } })
  })

  it.each(sample('oauth/access_token').errorResponses ?? [])(
    '[S2] a code that is no good is final: $errcode',
    async (answer) => {
      wechat.answerJson(answer)
      const { errcode } = answer
      expect(await wechat.api().oauthIdentity(credentials)).toMatchObject({
        ok: false,
        error: { kind: 'refused', errcode },
      })
    },
  )
})

describe('a QR with a scene', () => {
  it('[S2] is made for some seconds', async () => {
    const { query, body, response } = sample('qrcode/create-temp-str')
    wechat.answerJson(response)
    expect(await wechat.api().createSceneQr('ACCESS_TOKEN', 'agent_login:7f3c9a20', 300)).toEqual({
      ok: true,
      value: {
        ticket: 'gQF8demoTicketStr002',
        url: 'http://weixin.qq.com/q/02MdeskDemo',
        expireSeconds: 300,
      },
    })
    expect(wechat.received).toMatchObject({ path: '/cgi-bin/qrcode/create', query })
    expect(JSON.parse(wechat.received.body.toString())).toEqual(body)
  })

  it('[S2] an account without the right is told so', async () => {
    wechat.answerJson({ errcode: 48001, errmsg: 'api unauthorized' })
    const made = await wechat.api().createSceneQr('ACCESS_TOKEN', 'scene', 120)
    expect(made).toMatchObject({ ok: false, error: { kind: 'refused', errcode: 48001 } })
  })
})
