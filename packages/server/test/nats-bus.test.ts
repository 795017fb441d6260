import { randomUUID } from 'node:crypto'
import { connect } from '@nats-io/transport-node'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BusMessage } from '../src/realtime/bus.ts'
import { encodePayload } from '../src/realtime/bus-payload.ts'
import { createNatsBus } from '../src/realtime/nats-bus.ts'
import type { DeskClient } from './desk-client.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { findNatsServer, type NatsCluster, startNatsCluster } from './nats-cluster.ts'
import { patient } from './patience.ts'

const { program, why } = findNatsServer()

describe.skipIf(program === null)(
  `three processes on a NATS of three servers${why && ` — skipped: ${why}`}`,
  () => {
    let nats: NatsCluster
    let processes: TestServer[]
    let desks: DeskClient[]
    beforeAll(async () => {
      nats = await startNatsCluster(program ?? '')
      const config = { natsServers: nats.urls }
      const first = await startTestServer({ config })
      processes = [
        first,
        await startTestServer({ config, beside: first }),
        await startTestServer({ config, beside: first }),
      ]
      const { lin, wu, zhou } = first.agents
      desks = await Promise.all(
        [lin, wu, zhou].map((agent, index) => (processes[index] ?? first).openDesk(agent)),
      )
    })
    afterAll(async () => {
      for (const each of processes.reverse()) await each.stop()
      await nats.stop()
    })

    /** Everybody's desk: the same fans waiting, whoever took their words. */
    async function allHoldTrue() {
      for (const desk of desks) await desk.holdsTrue()
    }

    function first(): TestServer {
      const [server] = processes
      if (server === undefined) throw new Error('no process')
      return server
    }

    it('[S13] rows, records, settings and figures cross processes, and nothing goes by NOTIFY', async () => {
      const [, second = first()] = processes
      const [desk, other] = desks
      if (desk === undefined || other === undefined) throw new Error('no desks')
      await first().fanSays('nats-one', '客服')
      await other.frame('conversations', ({ rows }) => rows.some(({ openid }) => openid === 'nats-one'))
      const cookie = await second.login(second.agents.lin)
      const session = await second.accept(cookie, 'nats-one')
      await desk.frame('conversations', ({ rows }) => rows.some(({ state }) => state === 'serving'))
      await desk.view('nats-one')
      await second.command(cookie, 'nats-one', {
        type: 'reply',
        session,
        mode: 'send',
        content: { type: 'text', text: '收到' },
      })
      await vi.waitFor(() => {
        const last = desk.state().threads.get('nats-one')?.messages.at(-1)
        expect(last?.content).toMatchObject({ text: '收到' })
      }, patient)
      await second.ask(cookie, 'PATCH', `/api/accounts/${second.account.id}/me`, { maximum: 9 })
      await other.frame('agents', ({ agents }) => agents.some(({ maximum }) => maximum === 9))
      await allHoldTrue()
      const listening = await first().ctx.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen %'`,
      )
      expect(listening.rows).toEqual([])
    })

    it('[design] one server of the cluster is killed under load: every desk has everything', async () => {
      const fans = Array.from({ length: 60 }, (_, index) => `nats-fan-${index}`)
      let said = 0
      const talking = Promise.all(
        processes.map(async (server, index) => {
          for (const [turn, fan] of fans.entries()) {
            if (turn % processes.length !== index) continue
            await server.fanSays(fan, '客服')
            await server.fanSays(fan, '在吗')
            said += 1
          }
        }),
      )
      await vi.waitFor(() => expect(said).toBeGreaterThan(10), patient)
      expect(await nats.killBusiest()).toBeGreaterThan(0)
      await talking
      await vi.waitFor(async () => expect(await nats.clients()).toBe(processes.length), patient)
      await allHoldTrue()
      for (const desk of desks) {
        const waiting = [...desk.state().conversations.keys()].filter((openid) =>
          openid.startsWith('nats-fan'),
        )
        expect(waiting).toHaveLength(fans.length)
      }
    })
  },
)

it.skipIf(program === null)(
  '[design] words that were lost with their server are missed by their number',
  async () => {
    // Of its own: the beats of other processes that have spoken before are something missed as well.
    const nats = await startNatsCluster(program ?? '', 1)
    const bus = createNatsBus({
      servers: nats.urls,
      processId: randomUUID(),
      log: pino({ level: 'silent' }),
    })
    const heard: BusMessage[] = []
    const unlisten = await bus.listen((message) => heard.push(message))
    const other = await connect({ servers: [...nats.urls].map((url) => new URL(url).host) })
    const word = encodePayload({ type: 'login_ended', loginId: 'one' }, 'other')
    try {
      other.publish('duokefu', `other word 1 ${word}`)
      other.publish('duokefu', 'other beat 1 ')
      other.publish('duokefu', 'other beat 2 ')
      await vi.waitFor(
        () =>
          expect(heard).toEqual([
            { type: 'login_ended', loginId: 'one' },
            { type: 'resync', accountId: null },
          ]),
        patient,
      )
    } finally {
      await other.close()
      await unlisten()
      await nats.stop()
    }
  },
)
