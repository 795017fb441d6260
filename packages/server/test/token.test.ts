import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Answer, deferred, errcode, tokenPath } from './fake-wechat.ts'

let h: DeliveryHarness
beforeAll(async () => {
  h = await startDeliveryHarness()
})
beforeEach(() => h.startOver())
afterAll(() => h.stop())

const minute = 60_000

function token(name: string, expiresIn = 7_200): Answer {
  return { json: { access_token: name, expires_in: expiresIn } }
}

/** Whether WeChat was asked with force, call by call. */
function asked(): unknown[] {
  return h.wechat.calls(tokenPath).map(({ json }) => json.force_refresh)
}

it('[L8] ten processes that need a token at once ask WeChat once', async () => {
  const release = deferred<Answer>()
  h.wechat.on(tokenPath, () => release.promise)
  const keepers = Array.from({ length: 10 }, () => h.anotherProcess().keeper)
  const wanted = keepers.flatMap((keeper) => [keeper.accessToken(h.account), keeper.accessToken(h.account)])
  release.resolve(token('only'))
  expect(new Set((await Promise.all(wanted)).map((each) => each.ok && each.value))).toEqual(new Set(['only']))
  expect(asked()).toEqual([false])
})

it('[L8] a token spoiled for ten processes at once is fetched anew once', async () => {
  h.wechat.on(tokenPath, (_call, nth) => token(`token-${nth}`))
  const keepers = Array.from({ length: 10 }, () => h.anotherProcess().keeper)
  await Promise.all(keepers.map((keeper) => keeper.accessToken(h.account)))
  h.later(minute)
  await Promise.all(keepers.map((keeper) => keeper.invalidate(h.account, 'token-1')))
  const now = await Promise.all(keepers.map((keeper) => keeper.accessToken(h.account)))
  expect(now.map((each) => each.ok && each.value)).toEqual(Array(10).fill('token-2'))
  expect(asked()).toEqual([false, false])
})

it('[L8] it is kept until five minutes before its end, also by a process that starts later', async () => {
  h.wechat.on(tokenPath, (_call, nth) => token(`token-${nth}`))
  await h.process.keeper.accessToken(h.account)
  h.later(114 * minute)
  await h.process.keeper.accessToken(h.account)
  expect(await h.anotherProcess().keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-1' })
  expect(asked()).toHaveLength(1)
  h.later(2 * minute)
  expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-2' })
  expect(await h.anotherProcess().keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-2' })
  expect(asked()).toHaveLength(2)
})

it('[L8] while WeChat still gives the old one near its end, it is not asked for each message', async () => {
  h.wechat.on(tokenPath, () => token('old', 200))
  for (let second = 0; second < 25; second++) {
    expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'old' })
    h.later(1_000)
  }
  expect(asked()).toHaveLength(1)
})

it('[L8] near its end the old token serves while no new one is to be had', async () => {
  await h.process.keeper.accessToken(h.account)
  h.later(118 * minute)
  h.wechat.on(tokenPath, () => errcode(-1))
  expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-1' })
  h.later(3 * minute)
  expect(await h.process.keeper.accessToken(h.account)).toMatchObject({ ok: false, error: { kind: 'retry' } })
})

it('[L8] a new one is forced only when WeChat insists on the one that it refuses, and not without end', async () => {
  let current = 1
  h.wechat.on(tokenPath, ({ json }) => token(`token-${json.force_refresh === true ? ++current : current}`))
  await h.process.keeper.accessToken(h.account)
  h.later(minute)
  await h.process.keeper.invalidate(h.account, 'token-1')
  expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-2' })
  expect(asked()).toEqual([false, false, true])

  h.later(10_000)
  await h.process.keeper.invalidate(h.account, 'token-2')
  expect(asked()).toEqual([false, false, true, false])
  for (let again = 0; again < 40; again++) {
    h.later(31_000)
    await h.process.keeper.invalidate(h.account, `token-${current}`)
  }
  const forced = asked().filter((force) => force === true).length
  expect(forced).toBeGreaterThanOrEqual(18)
  // Midnight in Beijing may fall into these 21 minutes.
  expect(forced).toBeLessThanOrEqual(36)
})

it('[L8] a failure is not asked about again by everybody at once', async () => {
  h.wechat.on(tokenPath, () => errcode(40164, 'invalid ip'))
  const results = await Promise.all(Array.from({ length: 50 }, () => h.process.keeper.accessToken(h.account)))
  for (const result of results) {
    expect(result).toMatchObject({ ok: false, error: { kind: 'refused', errcode: 40164 } })
  }
  expect(asked()).toHaveLength(1)
  h.wechat.on(tokenPath, () => token('allowed'))
  h.later(3_100)
  expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'allowed' })
})

it('[L8] a refresher that died is followed by another when its lease is over', async () => {
  await h.pool.query(
    `insert into wechat_token (account_id, lease_by, lease_until) values ($1, gen_random_uuid(), now() + interval '15 seconds')`,
    [h.accountId],
  )
  h.later(15_100)
  expect(await h.process.keeper.accessToken(h.account)).toEqual({ ok: true, value: 'token-1' })
})

it('[security] the token is sealed at rest', async () => {
  await h.process.keeper.accessToken(h.account)
  const [row] = await h.rows<{ access_token: Buffer }>('select access_token from wechat_token')
  expect(row?.access_token.toString('latin1')).not.toContain('token-1')
})
