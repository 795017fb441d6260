import {
  type AccountId,
  type AgentFacts,
  type AgentId,
  pickAgent,
  type Reservation,
  type Transfer,
} from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'
import type { Ledger } from './entries.ts'
import { readAgents } from './read-group.ts'

export interface Allocator {
  /** Room or a customer appeared: gives out whoever waits. Calls during a run are one more run. */
  drain(accountId: AccountId): void
  idle(): Promise<void>
}

interface WaitingCustomer {
  readonly openid: string
  readonly reserved_agent: AgentId | null
  readonly reserved_group: string | null
  readonly transfer: Transfer | null
}

const pageSize = 200

/**
 * The one place that gives waiting customers to auto-accepting agents (L3). It only proposes: the ledger decides
 * again under its locks, so two processes that drain at once do no harm.
 */
export function createAllocator(options: {
  pool: Pool
  ledger: Ledger
  clock: Clock
  log: Logger
  account: (id: AccountId) => Promise<Account | null>
}): Allocator {
  const { pool, ledger, log } = options
  const wanted = new Set<AccountId>()
  const running = new Map<AccountId, Promise<void>>()

  function drain(accountId: AccountId): void {
    if (running.has(accountId)) {
      wanted.add(accountId)
      return
    }
    const run = drainUntilSettled(accountId)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'the queue could not be drained, the sweep tries again'),
      )
      .finally(() => {
        running.delete(accountId)
        if (wanted.delete(accountId)) drain(accountId)
      })
    running.set(accountId, run)
  }

  async function drainUntilSettled(accountId: AccountId): Promise<void> {
    const account = await options.account(accountId)
    if (account === null || !account.interfaceOn) return
    for (;;) {
      const agents = await freeAgents(account)
      if (agents.size === 0) return
      const assigned = await assignPage(account, agents)
      if (assigned === 0) return
    }
  }

  async function freeAgents(account: Account): Promise<Map<AgentId, AgentFacts>> {
    const client = await pool.connect()
    try {
      const agents = await readAgents(client, account, [], options.clock.skewMs)
      const free = [...agents.values()]
        .map((agent) => agent.facts)
        .filter((facts) => facts.autoAccept && facts.status === 'online' && facts.serving < facts.maximum)
      return new Map(free.map((facts) => [facts.id, facts]))
    } finally {
      client.release()
    }
  }

  /** Gives out the customers who wait longest; returns how many were taken. */
  async function assignPage(account: Account, agents: Map<AgentId, AgentFacts>): Promise<number> {
    const proposals: Promise<boolean>[] = []
    for (const { openid, transfer, ...reserved } of await waitingCustomers(account.id, agents)) {
      const by = pickAgent([...agents.values()], { reservedFor: reservationOf(reserved), transfer })
      if (by === null) continue
      const facts = agents.get(by)
      if (facts !== undefined)
        agents.set(by, { ...facts, serving: facts.serving + 1, lastAssignedAt: options.clock.now() })
      const command = { type: 'accept', by, auto: true, aboveMaximum: false } as const
      proposals.push(
        ledger
          .submit({ type: 'engine', accountId: account.id, openid, command })
          .then((outcome) => outcome.type === 'done'),
      )
    }
    return (await Promise.all(proposals)).filter((taken) => taken).length
  }

  /** Those whom one of the agents may have: a page full of others would hide who stands behind them. */
  async function waitingCustomers(
    accountId: AccountId,
    agents: ReadonlyMap<AgentId, AgentFacts>,
  ): Promise<WaitingCustomer[]> {
    const groups = [...agents.values()].flatMap((agent) => agent.groups)
    const found = await pool.query<WaitingCustomer>(
      `select c.openid, c.reserved_agent, c.reserved_group, c.transfer from conversation c
       where c.account_id = $1 and c.state = 'waiting'
         and (c.reserved_agent is null or c.reserved_agent = any($3::bigint[]))
         and (c.reserved_group is null or c.reserved_group = any($4::bigint[]))
       order by c.waiting_since limit $2`,
      [accountId, pageSize, [...agents.keys()], groups],
    )
    return found.rows
  }

  return {
    drain,
    async idle() {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

function reservationOf(row: Omit<WaitingCustomer, 'openid' | 'transfer'>): Reservation | null {
  if (row.reserved_agent !== null) return { kind: 'agent', agent: row.reserved_agent }
  return row.reserved_group === null ? null : ({ kind: 'group', group: row.reserved_group } as Reservation)
}
