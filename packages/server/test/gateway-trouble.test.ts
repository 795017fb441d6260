import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { encodeReply, type PassiveReply } from '@duokefu/wechat'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { breakerLimits } from '../src/gateway/breaker.ts'
import { forwarderLimits } from '../src/gateway/forwarder.ts'
import { healthOf } from '../src/gateway/health.ts'
import { limits } from '../src/gateway/limits.ts'
import {
  accountName,
  type DeveloperUrl,
  fanText,
  type GatewayHarness,
  startDeveloperUrl,
  startGatewayHarness,
} from './gateway-harness.ts'

// A developer URL in every kind of trouble. WeChat must not feel it, nothing may be lost, and the page says why.

/** For those who wait for an answer in vain, or until it is too late; 4.0 s for all others. */
const shortMs = 300

let h: GatewayHarness
let mall: DeveloperUrl
let fan = 0
let openid = ''
/** Answers of the mall that the test holds back. */
let waiting: ServerResponse[] = []

beforeAll(async () => {
  mall = await startDeveloperUrl()
  h = await startGatewayHarness()
})
afterAll(async () => {
  await h.stop()
  await mall.stop()
})
beforeEach(async () => {
  fan += 1
  openid = `oTrouble_${fan}`
  mall.heard.length = 0
  mall.answer = (response) => response.end('success')
  await h.connect({ developerUrl: mall.url })
})
afterEach(async () => {
  h.limits.forwardMs = limits.forwardMs
  for (const response of waiting) response.destroy()
  waiting = []
  h.forwarder.giveUp()
  await h.gateway.idle()
  // One good answer, so that no test's failures count towards the next one's.
  h.clock.skewMs += breakerLimits.windowMs
  mall.answer = (response) => response.end('success')
  await h.connect({ developerUrl: mall.url })
  await h.push(fanText('还好吗', 'oBetween'))
})

const listening = (answer: (response: ServerResponse) => void) => async () => {
  mall.answer = answer
  return mall.url
}

/** A server that is none of HTTP: what it does with a connection. */
function bareServer(bytes: string | null): () => Promise<string> {
  return async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => (bytes === null ? socket.resetAndDestroy() : socket.end(bytes)))
    })
    server.unref()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
}

async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/`
}

describe('a developer URL that', () => {
  it.each([
    ['answers 500', listening((response) => response.writeHead(500).end('oops')), 'status', 500],
    ['answers 403', listening((response) => response.writeHead(403).end()), 'status', 403],
    [
      'redirects',
      listening((response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end()),
      'redirect',
      302,
    ],
    ['answers megabytes', listening((response) => response.end('x'.repeat(3 << 20))), 'too_big', null],
    [
      'answers a reply above the limit',
      listening((response) => response.end(`<xml>${'x'.repeat(200_000)}</xml>`)),
      'too_big',
      null,
    ],
    ['answers a page', listening((response) => response.end('<html><br></html>')), 'malformed', null],
    ['answers no HTTP', bareServer('SSH-2.0-OpenSSH_9.2\r\n'), 'malformed', null],
    ['resets the connection', bareServer(null), 'reset', null],
    [
      'stops in the middle',
      listening((response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('<xml>', () => response.destroy())
      }),
      'reset',
      null,
    ],
    ['hangs', listening((response) => void waiting.push(response)), 'timeout', null],
    [
      'sends its answer byte by byte',
      listening((response) => {
        response.write('<xml>')
        waiting.push(response)
      }),
      'timeout',
      null,
    ],
    ['refuses the connection', closedPort, 'refused', null],
    ['has no address', async () => 'http://nobody.invalid/', 'dns', null],
  ])('[L6] %s: WeChat hears success, and the page why', async (_name, trouble, reason, status) => {
    await h.connect({ developerUrl: await trouble() })
    if (reason === 'timeout') h.limits.forwardMs = shortMs
    const answer = await h.push(fanText('问一下', openid))
    expect(answer).toMatchObject({ status: 200, body: 'success' })
    await h.health.flush()
    const { developer } = await health()
    expect(developer.failures[0]).toMatchObject({ reason, status })
    expect(await records()).toEqual(['in 问一下'])
  })

  it('[design] lies on a private address is not called', async () => {
    await h.pool.query('update account set allow_private = false')
    try {
      await h.connect({ developerUrl: mall.url })
      expect((await h.push(fanText('问一下', openid))).body).toBe('success')
    } finally {
      await h.pool.query('update account set allow_private = true')
    }
    expect(mall.heard).toEqual([])
    await h.health.flush()
    expect((await health()).developer.failures[0]?.reason).toBe('private_address')
  })

  it('[L6] is just being restarted hears the message all the same', async () => {
    const url = await closedPort()
    await h.connect({ developerUrl: url })
    const answered = h.push(fanText('问一下', openid))
    const restarted = createServer((socket) => {
      socket.on('error', () => undefined)
      const reply = textReply('回来了')
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(reply)}\r\n\r\n${reply}`),
      )
    })
    restarted.listen(Number(new URL(url).port), '127.0.0.1')
    const { body } = await answered
    restarted.close()
    // Before its deadline as the passive reply, on a slow machine after it as a message.
    if (body === 'success') await vi.waitFor(async () => expect(await records()).toContain('out 回来了'))
    else expect(body).toContain('回来了')
  })

  it('[L6] is slow but in time costs nothing but time, and shows in the latency', async () => {
    mall.answer = (response) => void setTimeout(() => response.end(textReply('来了')), shortMs / 3)
    expect((await h.push(fanText('问一下', openid))).body).toContain('来了')
    await h.health.flush()
    const { latency } = (await health()).developer
    expect(latency?.count).toBeGreaterThan(0)
    expect(latency?.p99).toBeGreaterThanOrEqual(shortMs / 3 - 1)
  })
})

describe('a reply that comes after WeChat’s time', () => {
  beforeEach(() => {
    h.limits.forwardMs = shortMs
  })

  /** Pushes a message whose answer the mall keeps back; WeChat has heard success. */
  async function pushSlowly(text = '问一下', clear = fanText(text, openid)): Promise<ServerResponse> {
    mall.answer = (response) => void waiting.push(response)
    expect((await h.push(clear)).body).toBe('success')
    const [response] = waiting
    if (response === undefined) throw new Error('the mall heard nothing')
    return response
  }

  async function late(response: ServerResponse, said: string): Promise<void> {
    response.end(said)
    waiting = []
    await h.gateway.idle()
  }

  const types: readonly (readonly [string, PassiveReply, string])[] = [
    ['text', { type: 'text', content: '有货' }, 'text'],
    ['image', { type: 'image', mediaId: 'm' }, 'unknown'],
    ['voice', { type: 'voice', mediaId: 'm' }, 'unknown'],
    ['video', { type: 'video', mediaId: 'm', title: null, description: null }, 'unknown'],
    [
      'music',
      {
        type: 'music',
        title: '歌',
        description: null,
        musicUrl: 'https://a.cn/1.mp3',
        hqMusicUrl: null,
        thumbMediaId: 't',
      },
      'music',
    ],
    [
      'news',
      { type: 'news', articles: [{ title: '上新', description: '', picUrl: '', url: 'https://a.cn' }] },
      'link',
    ],
  ]
  it.each(types)('[L6] is sent as a message: %s', async (_name, reply, recorded) => {
    const clear = encoded(reply)
    await late(await pushSlowly(), clear)
    const [row] = await h.rows<{
      content: { type: string }
      delivery: string
      state: string
      payload: object
    }>(
      `select m.content, m.delivery, o.state, o.payload from message m join outbox o using (account_id, openid, seq)
       where m.openid = $1 and m.direction = 'out'`,
      [openid],
    )
    expect(row).toMatchObject({ content: { type: recorded }, delivery: 'sending', state: 'pending' })
    expect(row?.payload).toEqual({ type: 'passive', clear, format: 'xml' })
    expect(await quotaLeft()).toBe(4)
  })

  it('[L6] is heard and sent once, however often WeChat repeats', async () => {
    const clear = fanText('问一下', openid)
    const response = await pushSlowly('问一下', clear)
    expect((await h.push(clear)).body).toBe('success')
    await late(response, textReply('有货'))
    expect((await h.push(clear)).body).toBe('success')
    expect(mall.heard).toHaveLength(1)
    expect(await records()).toEqual(['in 问一下', 'out 有货'])
    await h.health.flush()
    const { developer } = await health()
    expect(developer.failures.slice(0, 2).map(({ reason }) => reason)).toEqual(['late', 'timeout'])
  })

  it('[L6] is dropped when another process has taken the message over meanwhile', async () => {
    const response = await pushSlowly()
    await h.pool.query('update receipt set attempt_id = gen_random_uuid() where openid = $1', [openid])
    await late(response, textReply('有货'))
    expect(await records()).toEqual(['in 问一下'])
  })

  it.each([
    ['no message is left', `quota_left = 0`, 45047],
    ['the window is closed', `quota_until = now() - interval '1 minute'`, 45015],
    ['the fan has left', `subscribed = false`, 43004],
  ])('[L9] stands in the record as not sent when %s', async (_name, change, errcode) => {
    const response = await pushSlowly()
    await h.pool.query(`update conversation set ${change} where openid = $1`, [openid])
    await late(response, textReply('有货'))
    expect(
      await h.rows(`select delivery, errcode from message where openid = $1 and direction = 'out'`, [openid]),
    ).toEqual([{ delivery: 'failed', errcode }])
    expect(await h.rows('select 1 from outbox where openid = $1', [openid])).toEqual([])
  })

  it('[L3] hands over when it is transfer_customer_service', async () => {
    await late(await pushSlowly(), encoded({ type: 'transfer_customer_service', kfAccount: null }))
    expect(await h.rows('select state from conversation where openid = $1', [openid])).toEqual([
      { state: 'waiting' },
    ])
    expect(await records()).toEqual(['in 问一下', 'event handed_over'])
  })

  it('[L6] of nothing leaves nothing', async () => {
    await late(await pushSlowly(), 'success')
    expect(await records()).toEqual(['in 问一下'])
  })

  it('[L6] is waited for by so many requests at most', async () => {
    const before = forwarderLimits.lateAtOnce
    forwarderLimits.lateAtOnce = 1
    try {
      const first = await pushSlowly()
      await h.push(fanText('再问一下', openid))
      const second = waiting[1]
      await vi.waitFor(() => expect(second?.destroyed || second?.socket?.destroyed).toBe(true))
      await late(first, textReply('有货'))
      expect(await records()).toEqual(['in 问一下', 'in 再问一下', 'out 有货'])
    } finally {
      forwarderLimits.lateAtOnce = before
    }
  })

  it('[design] is let go when the server stops', async () => {
    const response = await pushSlowly()
    await h.gateway.stop()
    await vi.waitFor(() => expect(response.destroyed || response.socket?.destroyed).toBe(true))
    expect(await records()).toEqual(['in 问一下'])
  })
})

describe('a developer URL that keeps failing', () => {
  async function breakIt(): Promise<void> {
    mall.answer = (response) => response.writeHead(502).end()
    for (let index = 0; index < breakerLimits.failuresInARow; index += 1)
      await h.push(fanText(`第 ${index} 条`, openid))
    expect(mall.heard).toHaveLength(breakerLimits.failuresInARow)
  }

  it('[L6] is left alone; what comes meanwhile is recorded, and one message in five seconds asks again', async () => {
    await breakIt()
    for (const text of ['一', '二']) expect((await h.push(fanText(text, openid))).body).toBe('success')
    expect(mall.heard).toHaveLength(breakerLimits.failuresInARow)
    expect((await records()).slice(-2)).toEqual(['in 一', 'in 二'])
    await h.health.flush()
    const { state, breaker, spared } = (await health()).developer
    expect(state).toBe('open')
    expect((breaker?.nextProbeAt ?? 0) - (breaker?.openedAt ?? 0)).toBe(breakerLimits.probeEveryMs)
    expect(spared).toBeGreaterThanOrEqual(2)

    h.clock.skewMs += breakerLimits.probeEveryMs
    mall.answer = (response) => response.end(textReply('好了'))
    expect((await h.push(fanText('三', openid))).body).toContain('好了')
    expect((await h.push(fanText('四', openid))).body).toContain('好了')
    await h.health.flush()
    expect((await health()).developer).toMatchObject({ state: 'ok', breaker: null })
  })

  it('[L6] and fails the probe is left alone again', async () => {
    await breakIt()
    h.clock.skewMs += breakerLimits.probeEveryMs
    const asked = mall.heard.length
    for (const text of ['探', '一', '二']) await h.push(fanText(text, openid))
    expect(mall.heard).toHaveLength(asked + 1)
  })

  it('[S9] loses no probe to a message that goes to the desk', async () => {
    await breakIt()
    h.clock.skewMs += breakerLimits.probeEveryMs
    await h.push(fanText('客服', `${openid}_desk`))
    mall.answer = (response) => response.end(textReply('好了'))
    expect((await h.push(fanText('你是谁', openid))).body).toContain('好了')
  })

  it('[L2] leaves its fans to the desk meanwhile, where the account wants that', async () => {
    await breakIt()
    const setting = (on: boolean) =>
      h.pool.query(
        `update account set settings = settings || jsonb_build_object('handOverWhenDeveloperDown', $1::boolean)`,
        [on],
      )
    try {
      await setting(true)
      await h.connect({ developerUrl: mall.url })
      expect((await h.push(fanText('有人吗', openid))).status).toBe(200)
    } finally {
      await setting(false)
    }
    expect(await h.rows('select state from conversation where openid = $1', [openid])).toEqual([
      { state: 'waiting' },
    ])
  })

  it('[L6] may have another URL, which begins with a clean record', async () => {
    await breakIt()
    mall.answer = (response) => response.end(textReply('新家'))
    await h.connect({ developerUrl: mall.url.replace('shop=1', 'shop=2') })
    expect((await h.push(fanText('问一下', openid))).body).toContain('新家')
  })
})

async function health() {
  return healthOf(h, h.accountId)
}

/** Direction and text of the fan's records, in order. */
async function records(): Promise<string[]> {
  const rows = await h.rows<{ line: string }>(
    `select direction || ' ' || coalesce(content->>'text', content->'line'->>'kind', content->>'type') as line
     from message where openid = $1 order by seq`,
    [openid],
  )
  return rows.map(({ line }) => line)
}

async function quotaLeft(): Promise<number | undefined> {
  const [row] = await h.rows<{ left: number }>(
    'select quota_left as left from conversation where openid = $1',
    [openid],
  )
  return row?.left
}

function encoded(reply: PassiveReply): string {
  return encodeReply(reply, { toUser: openid, fromUser: accountName, createTime: 1_767_225_660 }, 'xml')
}

function textReply(content: string): string {
  return encoded({ type: 'text', content })
}
