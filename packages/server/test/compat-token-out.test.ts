import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tokensKilled } from '../src/delivery/token-health.ts'
import { type CompatHarness, startCompatHarness } from './compat-harness.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Answer, errcode, tokenPath } from './fake-wechat.ts'

const minute = 60_000
const token = (name: string): Answer => ({ json: { access_token: name, expires_in: 7_200 } })

describe('POST /api/wechat-token', () => {
  let h: CompatHarness
  let key: { id: string; secret: string }
  beforeAll(async () => {
    h = await startCompatHarness()
    const { body } = await h.admin('POST', '/compat/keys', { door: 'wechat_token', name: '积分系统' })
    key = { secret: body.secret, id: body.compat.keys[0].id }
  })
  afterAll(() => h.stop())

  async function ask(shown: string | null, body?: object, from: Record<string, string> = {}) {
    const response = await fetch(`${h.server.url}/api/wechat-token`, {
      method: 'POST',
      headers: {
        ...from,
        ...(shown === null ? {} : { authorization: `Bearer ${shown}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const said = (await response.json()) as { access_token?: string; expires_in?: number }
    return { status: response.status, headers: response.headers, body: said }
  }
  const handedOut = () =>
    h.rows<{ by_name: string; target: string }>(
      `select by_name, target, address, after from audit_log where act = 'compat.hand_out_token' order by audit_id`,
    )

  it('[design] hands WeChat’s token out for a key of its own, and each token is in the audit log once', async () => {
    const first = await ask(key.secret)
    expect(first).toMatchObject({ status: 200, body: { access_token: 'token-1' } })
    expect(first.body.expires_in).toBeGreaterThan(7_190)
    expect(first.headers.get('cache-control')).toBe('no-store')
    await ask(key.secret)
    expect(await handedOut()).toEqual([
      { by_name: 'API: 积分系统', target: '积分系统', address: '127.0.0.1', after: null },
    ])
    h.wechat.on(tokenPath, () => token('token-2'))
    h.later(118 * minute)
    expect(await ask(key.secret, {})).toMatchObject({ body: { access_token: 'token-2' } })
    expect(await handedOut()).toHaveLength(2)
  })

  it('[L8] is told of a token that WeChat refused, and has another one', async () => {
    h.wechat.on(tokenPath, () => token('token-3'))
    h.later(minute)
    expect(await ask(key.secret, { refused: 'token-2' })).toMatchObject({ body: { access_token: 'token-3' } })
    // Told again, or of one that is long gone, nothing is fetched.
    const before = h.wechat.calls(tokenPath).length
    expect(await ask(key.secret, { refused: 'token-2' })).toMatchObject({ body: { access_token: 'token-3' } })
    expect(h.wechat.calls(tokenPath)).toHaveLength(before)
  })

  it('[design] is closed to everybody else', async () => {
    expect((await ask(null)).status).toBe(401)
    expect((await ask('guessed')).status).toBe(401)
    const api = (await h.admin('POST', '/compat/keys', { door: 'api', name: 'ERP' })).body
    expect((await ask(api.secret)).status).toBe(401)
    expect((await ask(key.secret, {}, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(403)
    await h.admin('PATCH', '/compat', { wechatToken: false })
    expect((await ask(key.secret)).status).toBe(403)
    await h.admin('PATCH', '/compat', { wechatToken: true })
    await h.admin('DELETE', `/compat/keys/${key.id}`)
    expect((await ask(key.secret)).status).toBe(401)
    expect((await h.admin('GET', '/compat')).body.refused).toMatchObject([{ door: 'wechat_token' }])
    expect(h.log.join('').includes(key.secret)).toBe(false)
  })
})

describe('a token that WeChat refuses before its time', () => {
  let h: DeliveryHarness
  beforeAll(async () => {
    h = await startDeliveryHarness()
  })
  beforeEach(async () => {
    await h.startOver()
    await h.pool.query('truncate wechat_token_killed')
    h.wechat.on(tokenPath, (_call, nth) => token(`token-${nth}`))
  })
  afterAll(() => h.stop())
  const killed = () => tokensKilled(h.pool, h.accountId, h.clock.skewMs)

  /** Two processes find at once that the token is refused. */
  async function kill(name: string): Promise<void> {
    const processes = [h.process, h.anotherProcess()]
    await Promise.all(processes.map(({ keeper }) => keeper.accessToken(h.account)))
    h.later(10 * minute)
    await Promise.all(processes.map(({ keeper }) => keeper.invalidate(h.account, name)))
  }

  it('[L8] is counted once for all processes; from the third in a day on it is another system’s doing', async () => {
    expect(await killed()).toEqual({ times: 0, lastAt: null, likely: null })
    for (let nth = 1; nth <= 3; nth += 1) {
      await kill(`token-${nth}`)
      expect(await killed()).toEqual({
        times: nth,
        lastAt: expect.any(Number),
        likely: nth === 3 ? 'other_system' : null,
      })
    }
    h.later(25 * 60 * minute)
    expect(await killed()).toMatchObject({ times: 0, likely: null })
  })

  it('[L8] is not one that was near its end, nor one that is asked about twice', async () => {
    await h.process.keeper.accessToken(h.account)
    h.later(106 * minute)
    await kill('token-1')
    expect(await killed()).toMatchObject({ times: 0 })
    await kill('token-1')
    expect(await killed()).toMatchObject({ times: 0 })
  })

  it('[L8] is noticed in the middle of a call, which goes through with the next one', async () => {
    h.wechat.on('/cgi-bin/user/info', ({ query }) =>
      query.get('access_token') === 'token-1' ? errcode(40001) : { json: { subscribe: 1, openid: 'o' } },
    )
    await h.process.keeper.accessToken(h.account)
    h.later(minute)
    const { calls } = h.process
    const user = await calls.call(h.account, (api, accessToken) => api.userInfo(accessToken, 'o'))
    expect(user).toMatchObject({ ok: true, value: { isFollowing: true } })
    expect(await killed()).toMatchObject({ times: 1 })
  })
})
