import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeskClient } from './desk-client.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { randomFrom } from './random.ts'

let here: TestServer
let there: TestServer
beforeAll(async () => {
  here = await startTestServer()
  there = await startTestServer({ beside: here })
})
afterAll(async () => {
  await there.stop()
  await here.stop()
})

// A seed that has failed once stays.
it.each([1, 7, 20261122])(
  '[S3] random commands at two processes, seed %i: every desk ends with what a fresh one fetches',
  async (seed) => {
    const random = randomFrom(seed)
    const pick = <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(random() * items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    }
    const { lin, wu, zhou } = here.agents
    const servers = [here, there]
    const cookies = new Map(
      await Promise.all([lin, wu, zhou].map(async (agent) => [agent, await here.login(agent)] as const)),
    )
    const desks: DeskClient[] = []
    for (const agent of [lin, wu, zhou]) desks.push(await pick(servers).openDesk(agent))
    const fans = Array.from({ length: 4 }, (_, n) => `oFuzz_${seed}_${n}_${randomUUID().slice(0, 8)}`)
    for (const fan of fans) await here.fanSays(fan, '客服')
    for (const desk of desks) await desk.view(pick(fans))

    const step = async () => {
      const server = pick(servers)
      const fan = pick(fans)
      if (random() < 0.35) return server.fanSays(fan, pick(['在吗', '我的订单呢', '客服', '谢谢']))
      const agent = pick([lin, wu, zhou])
      const cookie = cookies.get(agent) ?? ''
      const path = `/api/accounts/${server.account.id}/conversations/${fan}`
      const { session } = (await server.ask(cookie, 'GET', path)).body.conversation
      const other = pick([lin, wu, zhou])
      const body = pick([
        { type: 'accept', aboveMaximum: true },
        { type: 'note', text: '记一下' },
        { type: 'read', seq: 2 },
        { type: 'take_over', session },
        { type: 'take_back' },
        { type: 'reopen' },
        { type: 'close', session, held: 'cancel', reason: '测试' },
        {
          type: 'transfer',
          session,
          to: pick([{ kind: 'agent', agent: other }, { kind: 'everybody' }]),
          note: null,
        },
        ...(session === null
          ? []
          : [{ type: 'reply', session, mode: 'hold', content: { type: 'text', text: '您好' } }]),
      ])
      const { status } = await server.command(cookie, fan, body)
      expect(status, JSON.stringify(body)).toBeLessThan(500)
    }
    // Four at a time, so that commands meet each other.
    for (let round = 0; round < 40; round += 1) await Promise.all([step(), step(), step(), step()])
    for (const desk of desks) await desk.holdsTrue()
    for (const desk of desks) desk.close()
  },
)
