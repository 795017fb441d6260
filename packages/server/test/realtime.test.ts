import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPool } from '../src/db/pool.ts'
import { layCable } from './cable.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { patient } from './patience.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const newFan = () => `oFan_${randomUUID().replaceAll('-', '')}`
const text = (words: string) => ({ mode: 'send', content: { type: 'text', text: words } })

describe('snapshot and frames are a fresh snapshot', () => {
  it('[S7] when a fan waits, is accepted, written to, and let go', async () => {
    const { lin, wu, zhou } = server.agents
    const desks = [await server.openDesk(lin), await server.openDesk(wu), await server.openDesk(zhou)]
    const holdTrue = () => Promise.all(desks.map((desk) => desk.holdsTrue()))
    const fan = newFan()

    await server.fanSays(fan, '在吗')
    await holdTrue()
    for (const desk of desks) expect(desk.state().conversations.get(fan)?.state).toBe('waiting')

    const cookie = await server.login(lin)
    const session = await server.accept(cookie, fan)
    await desks[0]?.view(fan)
    await holdTrue()
    expect(desks[0]?.state().agents.get(lin)?.serving).toBe(1)

    await server.fanSays(fan, '我的订单到哪了')
    await server.command(cookie, fan, { type: 'reply', session, ...text('您好，正在查') })
    await server.command(cookie, fan, { type: 'note', text: '老客户' })
    await holdTrue()
    expect(desks[0]?.state().me.today.served).toBe(1)

    await server.command(cookie, fan, { type: 'close', session, held: 'ask', reason: null })
    await holdTrue()
    expect(desks[1]?.state().conversations.get(fan)?.state).toBe('serving')
    expect(desks[0]?.state().conversations.get(fan)?.state).toBe('none')
  })

  it('[L14] when a customer goes from one agent to another, the first one hears of it too', async () => {
    const { lin, wu } = server.agents
    const [mine, theirs] = [await server.openDesk(lin), await server.openDesk(wu)]
    const fan = newFan()
    await server.fanSays(fan, '客服')
    const cookie = await server.login(lin)
    const session = await server.accept(cookie, fan)
    const to = { kind: 'agent', agent: wu }
    const moved = await server.command(cookie, fan, { type: 'transfer', session, to, note: '要补发票' })
    expect(moved.status).toBe(200)
    await Promise.all([mine.holdsTrue(), theirs.holdsTrue()])
    expect(mine.state().conversations.get(fan)?.agentId).toBe(wu)
  })

  it('[S24] when an agent changes their own settings', async () => {
    const { lin, wu } = server.agents
    const desks = [await server.openDesk(lin), await server.openDesk(wu)]
    const patch = { status: 'away', maximum: 3, greeting: '您好，我是小林' }
    const path = `/api/accounts/${server.account.id}/me`
    const { body } = await server.ask(await server.login(lin), 'PATCH', path, patch)
    expect(body).toMatchObject({ ...patch, autoAccept: false })
    for (const desk of desks) await desk.holdsTrue()
    expect(desks[1]?.state().agents.get(lin)).toMatchObject({ status: 'away', maximum: 3 })
    expect(server.drained).toContain(server.account.id)
    await server.ask(await server.login(lin), 'PATCH', path, {
      status: 'online',
      maximum: 10,
      greeting: null,
    })
  })
})

describe('who gets what', () => {
  it("[S9] records go to whoever serves and to open viewers, and to nobody else's browser", async () => {
    const { lin, wu, zhou } = server.agents
    const [mine, viewing, other] = [
      await server.openDesk(lin),
      await server.openDesk(zhou),
      await server.openDesk(wu),
    ]
    const fan = newFan()
    await server.fanSays(fan, '你好')
    await server.accept(await server.login(lin), fan)
    await viewing.view(fan)
    await server.fanSays(fan, '有人吗')
    const isIt = (frame: { messages: readonly { content: unknown }[] }) =>
      frame.messages.some(({ content }) => JSON.stringify(content).includes('有人吗'))
    await mine.frame('messages', isIt)
    await viewing.frame('messages', isIt)
    await other.holdsTrue()
    expect(JSON.stringify(other.frames)).not.toContain('有人吗')
  })

  it('[S11] a fan who talks with the bot alone is on no list and in no frame', async () => {
    const desk = await server.openDesk(server.agents.zhou)
    const [quiet, waiting] = [newFan(), newFan()]
    await server.fanSays(quiet, '营业时间')
    await server.fanSays(waiting, '客服')
    await desk.frame('conversations', ({ rows }) => rows.some((row) => row.openid === waiting))
    expect(JSON.stringify(desk.frames)).not.toContain(quiet)
  })

  it('[S3] a colleague who has it open is shown, and gone when they leave', async () => {
    const [mine, theirs] = [await server.openDesk(server.agents.lin), await server.openDesk(server.agents.wu)]
    const fan = newFan()
    await server.fanSays(fan, '客服')
    await mine.view(fan)
    await theirs.view(fan)
    await mine.frame('viewers', ({ agentIds }) => agentIds.length === 2)
    theirs.close()
    await vi.waitFor(() => expect(mine.state().viewers.get(fan)).toEqual([server.agents.lin]), patient)
  })

  it('[S7] two hundred changes in a moment come as a few list frames', async () => {
    const desk = await server.openDesk(server.agents.wu)
    const before = desk.frames.length
    const began = performance.now()
    await Promise.all(Array.from({ length: 200 }, () => server.fanSays(newFan(), '客服')))
    await desk.holdsTrue()
    const lists = desk.frames.slice(before).filter((frame) => frame.type === 'conversations')
    // Four a second, one at once and one at the end.
    expect(lists.length).toBeLessThanOrEqual((performance.now() - began) / 250 + 2)
  })
})

describe('two processes', () => {
  it('[S13] hear of each other: rows, records, settings and logins', async () => {
    const beside = await startTestServer({ beside: server })
    try {
      const { lin, wu } = server.agents
      const there = await beside.openDesk(lin)
      const fan = newFan()
      await server.fanSays(fan, '客服')
      await there.frame('conversations', ({ rows }) => rows.some((row) => row.openid === fan))

      const cookie = await server.login(lin)
      const session = await server.accept(cookie, fan)
      await there.view(fan)
      await server.fanSays(fan, '在另一台机器上说的话')
      await server.command(cookie, fan, { type: 'reply', session, ...text('收到') })
      await there.holdsTrue()
      expect(there.state().threads.get(fan)?.messages.at(-1)?.content).toMatchObject({ text: '收到' })

      const path = `/api/accounts/${server.account.id}/me`
      await server.ask(await server.login(wu), 'PATCH', path, { maximum: 7 })
      await there.frame('agents', ({ agents }) =>
        agents.some(({ id, maximum }) => id === wu && maximum === 7),
      )
      await there.holdsTrue()
    } finally {
      await beside.stop()
    }
  })

  it('[S13] hear of the account, of groups, and of who left', async () => {
    const fresh = await startTestServer()
    const beside = await startTestServer({ beside: fresh })
    try {
      const { lin, wu, zhou } = fresh.agents
      const { pool } = fresh.ctx
      const desks = [await fresh.openDesk(lin), await beside.openDesk(zhou)]
      const leaver = await beside.openDesk(wu)
      const { id } = fresh.account

      await pool.query(
        `update account set interface_on = false, name = '花田', config_version = config_version + 1`,
      )
      await fresh.desk.hub.accountChanged(id)
      for (const desk of desks)
        expect(await desk.frame('account')).toMatchObject({ name: '花田', interfaceOn: false })

      await pool.query(
        `with made as (insert into agent_group (account_id, name) values ($1, '售后组') returning group_id)
         insert into agent_group_member (account_id, group_id, agent_id) select $1, made.group_id, $2 from made`,
        [id, lin],
      )
      await fresh.desk.hub.groupsChanged(id)
      for (const desk of desks) {
        const { groups } = await desk.frame('agents', (frame) => frame.groups !== null)
        expect(groups).toMatchObject([{ name: '售后组' }])
        expect(desk.state().agents.get(lin)?.groups).toEqual(groups?.map((group) => group.id))
      }

      await pool.query('update agent set left_at = now() where agent_id = $1', [wu])
      await fresh.desk.hub.agentLeft(id, wu)
      expect((await leaver.frame('goodbye')).reason).toBe('agent_left')
      expect(await leaver.closed()).toBe(1000)
      for (const desk of desks) {
        await desk.frame('agents', ({ agents }) => agents.some((each) => each.id === wu && each.left))
        await desk.holdsTrue()
      }
    } finally {
      await beside.stop()
      await fresh.stop()
    }
  })

  it('[L7] a commit whose outcome was lost lets every desk of the process fetch anew', async () => {
    const cable = await layCable(server.database.connectionString)
    const ledgerPool = createPool({ connectionString: cable.connectionString })
    const beside = await startTestServer({ beside: server, ledgerPool })
    try {
      const desk = await beside.openDesk(server.agents.lin)
      const fan = newFan()
      await beside.fanSays(fan, '你好')
      cable.breakAtCommit()
      await beside.fanSays(fan, '客服')
      await desk.frame('resync')
      await desk.holdsTrue()
      expect(desk.state().conversations.get(fan)?.state).toBe('waiting')
    } finally {
      await beside.stop()
      await ledgerPool.end()
      await cable.close()
    }
  })

  it('[design] a lost LISTEN connection is made again, and every desk fetches anew', async () => {
    const desk = await server.openDesk(server.agents.lin)
    await server.ctx.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query ilike 'listen %'`,
    )
    await desk.frame('resync')
    await desk.holdsTrue()
  })
})

describe('the connection', () => {
  it('[design] answers a ping, and cuts who speaks nonsense', async () => {
    const desk = await server.openDesk(server.agents.lin)
    desk.send({ type: 'ping', n: 7 })
    await desk.frame('pong', ({ n }) => n === 7)
    desk.send({ type: 'nonsense' } as never)
    expect(await desk.closed()).toBe(1008)
  })

  it('[S24] logging out says goodbye to the sockets of that login, and the agent is offline at once', async () => {
    const fresh = await startTestServer()
    try {
      const { wu, zhou } = fresh.agents
      const watching = await fresh.openDesk(zhou)
      const desk = await fresh.openDesk(wu)
      const isNow = (wanted: string) =>
        watching.frame('agents', ({ agents }) =>
          agents.some(({ id, status }) => id === wu && status === wanted),
        )
      await isNow('online')
      await desk.logout()
      expect((await desk.frame('goodbye')).reason).toBe('login_ended')
      expect(await desk.closed()).toBe(1000)
      await isNow('offline')
      await watching.holdsTrue()
    } finally {
      await fresh.stop()
    }
  })

  it('[L11] an agent who lapsed while storage was away, and never left, is shown online again', async () => {
    const fresh = await startTestServer()
    try {
      const { lin, wu } = fresh.agents
      const [watching] = [await fresh.openDesk(wu), await fresh.openDesk(lin)]
      await watching.holdsTrue()
      fresh.clock.skewMs = 120_000
      const before = watching.frames.length
      await fresh.desk.presence.runOnce()
      await vi.waitFor(
        () =>
          expect(
            watching.frames
              .slice(before)
              .flatMap((frame) => (frame.type === 'agents' ? frame.agents : []))
              .map(({ id, status }) => ({ id, status })),
          ).toContainEqual({ id: lin, status: 'online' }),
        patient,
      )
    } finally {
      await fresh.stop()
    }
  })

  it('[L11] an agent with no open desk for sixty seconds is offline', async () => {
    const fresh = await startTestServer()
    try {
      const { lin, wu } = fresh.agents
      const watching = await fresh.openDesk(wu)
      const desk = await fresh.openDesk(lin)
      await watching.frame('agents', ({ agents }) =>
        agents.some(({ id, status }) => id === lin && status === 'online'),
      )
      desk.close()
      await desk.closed()
      await vi.waitFor(async () => {
        const { rows } = await fresh.ctx.pool.query('select sockets from presence where agent_id = $1', [lin])
        expect(rows).toEqual([{ sockets: 0 }])
      }, patient)
      await fresh.desk.presence.runOnce()
      await watching.holdsTrue()
      expect(watching.state().agents.get(lin)?.status).toBe('online')

      fresh.clock.skewMs += 61_000
      await fresh.desk.presence.runOnce()
      await watching.frame('agents', ({ agents }) =>
        agents.some(({ id, status }) => id === lin && status === 'offline'),
      )
      await watching.holdsTrue()
      expect(watching.state().agents.get(wu)?.status).toBe('online')
    } finally {
      await fresh.stop()
    }
  })

  it('[design] a browser that stops reading is cut, and costs the others nothing', async () => {
    const fresh = await startTestServer()
    try {
      const { lin, zhou } = fresh.agents
      const [asleep, awake] = [await fresh.openDesk(lin), await fresh.openDesk(zhou)]
      const fan = newFan()
      await fresh.fanSays(fan, '客服')
      await fresh.accept(await fresh.login(lin), fan)
      await awake.view(fan)
      asleep.stall()
      // Two megabytes at a time, until what the system buffers is full as well.
      await vi.waitFor(
        async () => {
          await Promise.all(Array.from({ length: 40 }, () => fresh.fanSays(fan, '长'.repeat(16_000))))
          expect(fresh.desk.hub.socketCount()).toBe(1)
        },
        { timeout: 15_000, interval: 1 },
      )
      await fresh.fanSays(fan, '最后一句')
      await awake.frame('messages', ({ messages }) => JSON.stringify(messages).includes('最后一句'))
    } finally {
      await fresh.stop()
    }
  })

  it('[design] a stopping server says goodbye and leaves nothing open', async () => {
    const fresh = await startTestServer()
    const desk = await fresh.openDesk(fresh.agents.lin)
    await fresh.stop()
    expect((await desk.frame('goodbye')).reason).toBe('server_stopping')
    await desk.closed()
    expect(fresh.desk.hub.socketCount()).toBe(0)
  })
})
