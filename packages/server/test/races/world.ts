import { randomUUID } from 'node:crypto'
import {
  type AccountId,
  type AgentId,
  defaultSettings,
  type RoutingRule,
  type Settings,
} from '@duokefu/engine'
import { expect, vi } from 'vitest'
import { addAgent } from '../../src/agents/service.ts'
import { endAllConversations } from '../../src/conversations/account-wide.ts'
import { type Allocator, createAllocator } from '../../src/conversations/allocator.ts'
import { createSweeper, type Sweeper } from '../../src/conversations/sweeper.ts'
import { type Claims, createClaims } from '../../src/delivery/claims.ts'
import { makeAccount } from '../factories.ts'
import { startTestServer, type TestServer } from '../harness.ts'
import { chance, pick, type Random } from './random.ts'

/** A server process with all that commits by itself: allocator, sweeper, claims of the outbox. */
export interface Process {
  readonly server: TestServer
  readonly allocator: Allocator
  readonly sweeper: Sweeper
  readonly claims: Claims
}

/** Two processes on one database. */
export interface Site {
  readonly processes: readonly [Process, Process]
  stop(): Promise<void>
}

export async function startSite(): Promise<Site> {
  const first = await startTestServer()
  const second = await startTestServer({ beside: first })
  const processes = [processOf(first), processOf(second)] as const
  return {
    processes,
    async stop() {
      await second.stop()
      await first.stop()
    },
  }
}

function processOf(server: TestServer): Process {
  const { pool, ledger, clock, log, accounts, processId } = server.ctx
  const account = (id: AccountId) => accounts.byId(id)
  const allocator = createAllocator({ pool, ledger, clock, log, account })
  ledger.onCommitted((committed) => {
    if (committed.drain) allocator.drain(committed.accountId)
  })
  const sweeper = createSweeper({ pool, ledger, clock, log, drain: allocator.drain })
  return { server, allocator, sweeper, claims: createClaims(pool, processId, clock) }
}

export interface Person {
  readonly id: AgentId
  readonly cookie: string
}

/** An account of its own with four agents and three fans. */
export interface Shop {
  readonly accountId: AccountId
  readonly agents: readonly Person[]
  readonly fans: readonly string[]
}

/** Clocks so short that they run out between two commands, or nearly. */
const hasty = (ms: number): Partial<Settings> => ({
  idleLimitMs: 4 * ms,
  reopenedLimitMs: 6 * ms,
  reservationLimitMs: 2 * ms,
  takeBackLimitMs: 3 * ms,
  undoCloseLimitMs: 2 * ms,
  heldLimitMs: 5 * ms,
})

/** Adds a tag to who asks, and lets the next rules decide. */
const askingRule: RoutingRule = {
  id: 'asks',
  name: '咨询',
  enabled: true,
  when: [{ type: 'text_contains', words: ['吗'] }],
  action: { type: 'tag', tags: ['咨询'] },
}

/** An account whose clocks run out in the middle of things; some agents accept by themselves, up to one or two. */
export async function openShop({ processes }: Site, random: Random): Promise<Shop> {
  const { server } = processes[0]
  const { ctx } = server
  const { id: accountId } = await makeAccount(ctx, {
    developer: { url: 'http://127.0.0.1:9/wechat', token: 'developer', encodingAesKey: null },
  })
  const endsAfter = pick(random, ['last-activity', 'accepted'] as const)
  await changeSettings(server, accountId, {
    ...defaultSettings,
    ...pick(random, [hasty(10), { ...hasty(60), heldLimitMs: 1 }, {}, {}]),
    queueNotice: '前面还有 {position} 位，约 {minutes} 分钟',
    defaultReply: pick(random, ['已收到', null]),
    leaveMessage: pick(random, [{ text: '请留言', afterMs: 30 }, null]),
    rules: [askingRule, ...defaultSettings.rules],
    endsAfter,
  })
  const agents: Person[] = []
  for (const role of ['agent', 'agent', 'agent', 'supervisor'] as const) {
    const name = `客服 ${agents.length}`
    const { agentId: id } = await addAgent(ctx, { accountId, name, kfAccount: null, role })
    agents.push({ id, cookie: await server.login(id) })
    await ctx.pool.query(
      `update agent set auto_accept = $2, maximum = $3, greeting = '您好', away_reply_on = true, away_replies = '{我离开一下}'
       where agent_id = $1`,
      [id, chance(random, 0.4), pick(random, [1, 2, 5])],
    )
    await ctx.pool.query(
      `insert into presence (account_id, agent_id, process_id, sockets, seen_until) values ($1, $2, $3, 1, 'infinity')`,
      [accountId, id, randomUUID()],
    )
  }
  const fans = Array.from({ length: 3 }, () => `oFan_${randomUUID().slice(0, 12)}`)
  return { accountId, agents, fans }
}

/** Ends everything, so that the sweeps of later runs have nothing to do here. */
export async function closeShop({ processes }: Site, { accountId }: Shop): Promise<void> {
  const { ctx } = processes[0].server
  await ctx.pool.query(
    'update account set interface_on = false, config_version = config_version + 1 where account_id = $1',
    [accountId],
  )
  await endAllConversations(ctx, accountId)
}

/**
 * From now on nothing runs out any more, and what still does is carried out: resolves when the shop is at rest, with
 * nobody waiting while an auto-accepting agent has room (L3). Throws when it never comes to that.
 */
export async function calm({ processes }: Site, { accountId }: Shop): Promise<void> {
  const { server } = processes[0]
  await changeSettings(server, accountId, defaultSettings)
  const restless = async () => {
    for (const { sweeper } of processes) await sweeper.runOnce()
    expect((await server.ctx.pool.query(soonOver, [accountId])).rows).toEqual([])
    expect((await server.ctx.pool.query(waitsInVain, [accountId])).rows).toEqual([])
  }
  await vi.waitFor(restless, { timeout: 20_000, interval: 50 })
}

const soonOver = `
  select c.openid from conversation c where c.account_id = $1 and c.state <> 'none'
    and least(c.expires_at, c.reserved_until) < now() + interval '1 minute'
  union all
  select o.openid from outbox o where o.account_id = $1 and o.state = 'held' and o.expires_at < now() + interval '1 minute'`

const waitsInVain = `
  select c.openid, g.agent_id from conversation c join agent g on g.account_id = c.account_id
    left join agent_load l on l.account_id = g.account_id and l.agent_id = g.agent_id
  where c.account_id = $1 and c.state = 'waiting' and (c.reserved_agent is null or c.reserved_agent = g.agent_id)
    and g.auto_accept and g.status = 'online' and g.left_at is null and coalesce(l.serving, 0) < g.maximum`

async function changeSettings({ ctx }: TestServer, accountId: AccountId, settings: Settings): Promise<void> {
  await ctx.pool.query(
    'update account set settings = $2, config_version = config_version + 1 where account_id = $1',
    [accountId, JSON.stringify(settings)],
  )
}
