import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClaims } from '../src/delivery/claims.ts'
import { endOrphanedClaims } from '../src/delivery/orphaned-claims.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Answer, deferred, errcode, ok, sendPath, textOf, tokenPath } from './fake-wechat.ts'
import { fanText, mallAnswer } from './ledger-harness.ts'

let h: DeliveryHarness
beforeAll(async () => {
  h = await startDeliveryHarness()
})
beforeEach(() => h.startOver())
afterAll(() => h.stop())

const minute = 60_000

async function say(openid: string, texts: readonly string[]): Promise<void> {
  const session = await h.serve(openid)
  for (const text of texts) await h.reply(openid, h.agent, session, text)
}

describe('order and outcome', () => {
  it('[L8] replies leave in order, whatever becomes of those before them', async () => {
    await say('mixed', ['1', '2', '3', '4', '5'])
    let busy = 2
    h.wechat.on(sendPath, (call) => {
      switch (textOf(call)) {
        case '2':
          return busy-- > 0 ? errcode(-1, 'system error') : ok
        case '3':
          return errcode(45002, 'content size out of limit')
        case '4':
          return 'break'
        default:
          return ok
      }
    })

    await h.sendAll()
    expect(await h.states('mixed')).toEqual(['sent', 'sending -1', 'sending', 'sending', 'sending'])
    h.later(1_100)
    await h.sendAll()
    expect(h.wechat.calls(sendPath).map(textOf)).toEqual(['1', '2', '2'])
    h.later(2_100)
    await h.sendAll()

    expect(h.wechat.calls(sendPath).map(textOf)).toEqual(['1', '2', '2', '2', '3', '4', '5'])
    expect(await h.states('mixed')).toEqual(['sent', 'sent', 'failed 45002', 'uncertain', 'sent'])
    expect(await h.rows('select 1 from outbox')).toEqual([])
    expect(await h.process.sender.runOnce()).toBe(0)
  })

  it('[L8] two processes send 200 replies of 40 fans: each once, each fan in order', async () => {
    const fans = Array.from({ length: 40 }, (_, index) => `fan-${index}`)
    const texts = ['1', '2', '3', '4', '5']
    await Promise.all(fans.map((openid) => say(openid, texts)))
    const other = h.anotherProcess().sender

    let sent = 0
    for (let before = -1; before !== sent; ) {
      before = sent
      const counts = await Promise.all([
        h.process.sender.runOnce(),
        other.runOnce(),
        h.process.sender.runOnce(),
      ])
      sent += counts.reduce((sum, count) => sum + count, 0)
    }

    expect(sent).toBe(200)
    expect(h.wechat.calls(sendPath)).toHaveLength(200)
    for (const openid of fans) expect(h.wechat.textsTo(openid)).toEqual(texts)
    await other.stop()
  })

  it('[L8] a started sender needs nobody to call it: each commit wakes it, and each delivery the next', async () => {
    h.process.sender.start()
    const accepted = deferred<void>()
    h.wechat.on(sendPath, (_call, nth) => {
      if (nth === 3) accepted.resolve()
      return ok
    })
    await say('awake', ['1', '2', '3'])
    await accepted.promise
    await h.process.sender.idle()
    await h.ledger.idle()
    expect(h.wechat.textsTo('awake')).toEqual(['1', '2', '3'])
    expect(await h.states('awake')).toEqual(['sent', 'sent', 'sent'])
  })

  it('[L8] what a killed process was sending is uncertain, and never sent again by itself', async () => {
    await say('killed', ['1', '2'])
    // Another process claims and dies: nobody ever hears of it again.
    const dead = createClaims(h.pool, h.anotherProcess().ctx.processId, h.clock)
    expect(await dead.claimDue(h.accountId, 10)).toMatchObject([{ openid: 'killed', payload: { text: '1' } }])
    expect(await h.process.sender.runOnce()).toBe(0)

    h.later(61_000)
    await h.sendAll()
    expect(h.wechat.textsTo('killed')).toEqual(['2'])
    expect(await h.states('killed')).toEqual(['uncertain', 'sent'])
  })

  it('[L8] and a server that is alone on its database needs not wait until the claim is over', async () => {
    await say('alone', ['1', '2'])
    await createClaims(h.pool, h.anotherProcess().ctx.processId, h.clock).claimDue(h.accountId, 10)
    await endOrphanedClaims(h.pool, h.process.ctx.processId)
    await h.sendAll()
    expect(h.wechat.textsTo('alone')).toEqual(['2'])
    expect(await h.states('alone')).toEqual(['uncertain', 'sent'])
  })

  it('[L8] many sweepers find what a dead one left: it is told once', async () => {
    await say('left', ['1'])
    await createClaims(h.pool, h.anotherProcess().ctx.processId, h.clock).claimDue(h.accountId, 10)
    h.later(61_000)
    const others = Array.from({ length: 4 }, () => h.anotherProcess().sender)
    const counts = await Promise.all(others.map((sender) => sender.runOnce()))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await h.states('left')).toEqual(['uncertain'])
  })

  it('[L15] a passive reply blocks what comes behind it until it is settled, or its time is over', async () => {
    await h.pool.query('update account set developer_url = $1', ['http://127.0.0.1:9/'])
    await h.accounts.refresh(h.accountId)
    const asked = fanText(h.accountId, 'passive', '营业时间')
    await h.ledger.submit(asked)
    await h.ledger.submit(mallAnswer(asked, '九点'))
    await say('passive', ['behind'])
    expect(await h.process.sender.runOnce()).toBe(0)
    h.later(11_000)
    await h.sendAll()
    expect(h.wechat.textsTo('passive')).toEqual(['behind'])
    expect(await h.states('passive')).toEqual(['uncertain', 'sent'])
  })

  it('[L8] nothing new begins after stop, and what is on its way is waited for', async () => {
    await say('stopping', ['1', '2'])
    const reached = deferred<void>()
    const release = deferred<Answer>()
    h.wechat.on(sendPath, () => {
      reached.resolve()
      return release.promise
    })
    h.process.sender.start()
    h.process.sender.wake(h.accountId)
    await reached.promise
    const stopped = h.process.sender.stop()
    release.resolve(ok)
    await stopped
    expect(await h.states('stopping')).toEqual(['sent', 'sending'])
    expect(h.wechat.calls(sendPath)).toHaveLength(1)
  })
})

describe('the kinds of answer', () => {
  it('[L8] a busy WeChat is asked ten times, each later than the one before, then it failed', async () => {
    await say('busy', ['1', '2'])
    h.wechat.on(sendPath, (call) => (textOf(call) === '1' ? errcode(-1) : ok))
    const waits = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    for (const [index, seconds] of waits.entries()) {
      await h.sendAll()
      expect(h.wechat.calls(sendPath)).toHaveLength(index + 1)
      // Half of it: what the machine takes itself must not make up for the rest.
      h.later(seconds * 500)
      expect(await h.process.sender.runOnce()).toBe(0)
      h.later(seconds * 500)
    }
    await h.sendAll()
    expect(h.wechat.calls(sendPath).map(textOf)).toEqual([...Array(10).fill('1'), '2'])
    expect(await h.states('busy')).toEqual(['failed -1', 'sent'])
  })

  it('[L8] nobody listens: nothing was written, so it is tried again and not uncertain', async () => {
    await say('down', ['1'])
    await h.process.keeper.accessToken(h.account)
    await h.pool.query('update account set api_base = $1', ['http://127.0.0.1:9'])
    await h.accounts.refresh(h.accountId)
    await h.sendAll()
    expect(await h.states('down')).toEqual(['sending'])
    await h.pool.query('update account set api_base = $1', [h.wechat.url])
    await h.accounts.refresh(h.accountId)
    h.later(1_100)
    await h.sendAll()
    expect(await h.states('down')).toEqual(['sent'])
  })

  it('[L8] nobody listens for a quarter of an hour: replies wait, and leave within seconds of its end', async () => {
    await say('dead', ['1', '2'])
    await h.process.keeper.accessToken(h.account)
    await h.pool.query('update account set api_base = $1', ['http://127.0.0.1:9'])
    await h.accounts.refresh(h.accountId)
    for (let waited = 0; waited < 15 * minute; waited += 10_000) {
      await h.sendAll()
      h.later(10_000)
    }
    expect(await h.states('dead')).toEqual(['sending', 'sending'])
    await h.pool.query('update account set api_base = $1', [h.wechat.url])
    await h.accounts.refresh(h.accountId)
    await h.sendAll()
    expect(h.wechat.calls(sendPath).map(textOf)).toEqual(['1', '2'])
    expect(await h.states('dead')).toEqual(['sent', 'sent'])
  })

  it('[L8] a refused token is refreshed once and the reply sent at once', async () => {
    await say('token', ['1'])
    h.wechat.on(tokenPath, (_call, nth) => ({ json: { access_token: `token-${nth}`, expires_in: 7_200 } }))
    h.wechat.on(sendPath, ({ query }) => (query.get('access_token') === 'token-1' ? errcode(42001) : ok))
    h.later(10_000)
    await h.process.keeper.accessToken(h.account)
    h.later(10_000)
    await h.sendAll()
    expect(h.wechat.calls(tokenPath)).toHaveLength(2)
    expect(await h.states('token')).toEqual(['sent'])
  })

  it('[L8] a token that stays refused does not lose the reply', async () => {
    await say('stubborn', ['1'])
    let refuse = true
    h.wechat.on(sendPath, () => (refuse ? errcode(40001) : ok))
    await h.sendAll()
    expect(await h.states('stubborn')).toEqual(['sending 40001'])
    refuse = false
    h.later(minute)
    await h.sendAll()
    expect(await h.states('stubborn')).toEqual(['sent'])
  })

  it.each([40003, 48001, 45002, 50002, 99999])('[L8] %i is final, and later ones go on', async (code) => {
    await say('refused', ['1', '2'])
    h.wechat.on(sendPath, (call) => (textOf(call) === '1' ? errcode(code) : ok))
    await h.sendAll()
    expect(await h.states('refused')).toEqual([`failed ${code}`, 'sent'])
    expect(h.wechat.calls(sendPath)).toHaveLength(2)
  })

  it.each([45015, 45047])(
    '[L9] %i holds the reply and those behind it until the fan writes',
    async (code) => {
      await say('quota', ['1', '2', '3'])
      h.wechat.on(sendPath, () => errcode(code))
      await h.sendAll()
      expect(await h.states('quota')).toEqual([`held ${code}`, 'held', 'held'])
      expect(h.wechat.calls(sendPath)).toHaveLength(1)
      h.later(20 * minute)
      expect(await h.process.sender.runOnce()).toBe(0)

      h.wechat.on(sendPath, () => ok)
      await h.fanSays('quota', '在的')
      await h.sendAll()
      expect(h.wechat.textsTo('quota')).toEqual(['1', '2', '3'])
    },
  )

  it('[L8] 45011 stops the account for a minute, then one reply asks before the others go', async () => {
    const fans = ['a', 'b', 'c', 'd']
    let limited = true
    h.wechat.on(sendPath, () => (limited ? errcode(45011) : ok))
    await say('a', ['1'])
    await h.sendAll()
    for (const openid of fans.slice(1)) await say(openid, ['1'])
    await h.sendAll()
    expect(h.wechat.calls(sendPath)).toHaveLength(1)
    h.later(59_000)
    expect(await h.process.sender.runOnce()).toBe(0)

    h.later(2_000)
    expect(await h.process.sender.runOnce()).toBe(1)
    expect(h.wechat.calls(sendPath)).toHaveLength(2)
    limited = false
    h.later(61_000)
    expect(await h.process.sender.runOnce()).toBe(1)
    await h.sendAll()
    for (const openid of fans) expect(h.wechat.textsTo(openid)).toEqual(['1'])
  })

  it('[L8] 45009 is asked again every ten minutes', async () => {
    await say('daily', ['1'])
    h.wechat.on(sendPath, () => errcode(45009))
    await h.sendAll()
    const [pause] = await h.rows<{ ms: number }>(
      `select date_part('epoch', paused_until - now()) * 1000 as ms from wechat_token`,
    )
    expect(pause?.ms).toBeGreaterThan(0)
    expect(pause?.ms).toBeLessThanOrEqual(10 * minute)
    h.wechat.on(sendPath, () => ok)
    h.later(10 * minute + 1_000)
    await h.sendAll()
    expect(await h.states('daily')).toEqual(['sent'])
  })
})

describe('what is sent', () => {
  it('[L18] a reply bears the kf account while WeChat knows the binding', async () => {
    await h.pool.query(`update agent set kf_account = 'kf2001@shop', kf_bound = true where agent_id = $1`, [
      h.agent,
    ])
    await say('bound', ['您好'])
    await h.pool.query('update agent set kf_bound = false where agent_id = $1', [h.agent])
    await say('unbound', ['您好'])
    await h.sendAll()
    const sent = h.wechat.calls(sendPath).map(({ json }) => json)
    expect(sent).toContainEqual({
      touser: 'bound',
      msgtype: 'text',
      text: { content: '您好' },
      customservice: { kf_account: 'kf2001@shop' },
    })
    expect(sent).toContainEqual({ touser: 'unbound', msgtype: 'text', text: { content: '您好' } })
  })
})
