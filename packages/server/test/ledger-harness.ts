import { randomUUID } from 'node:crypto'
import type { AccountId, AgentId, Command, DeskCommand, SessionId, Settings } from '@duokefu/engine'
import type { Pool } from 'pg'
import { pino } from 'pino'
import { Accounts } from '../src/accounts/accounts.ts'
import { addAccount } from '../src/accounts/service.ts'
import type {
  AnswerEntry,
  DeskEntry,
  DeskRecordCommand,
  InboundEntry,
  Ledger,
  Outcome,
} from '../src/conversations/entries.ts'
import { createLedger } from '../src/conversations/ledger.ts'
import { makePartitions } from '../src/db/migrate.ts'
import { ledgerSettings } from '../src/db/open.ts'
import { createPool } from '../src/db/pool.ts'
import { Flight } from '../src/db/statement.ts'
import { createSecrets } from '../src/secrets.ts'
import { createTestDatabase } from './postgres.ts'

/** A clock that stands still for nobody but can be moved: database time plus its skew. */
export interface MovableClock {
  now(): number
  skewMs: number
}

export interface LedgerHarness {
  readonly pool: Pool
  readonly ledger: Ledger
  readonly clock: MovableClock
  readonly accounts: Accounts
  readonly accountId: AccountId
  readonly connectionString: string
  /** The account has these settings from now on, all others by default; and this developer URL, without a word that of the start. */
  configure(settings: Partial<Settings>, developerUrl?: string | null): Promise<void>
  /** A second ledger on the same database, as another process has one. */
  anotherLedger(pool?: Pool): Ledger
  /** The ledger's pool, and the names of the statements that go through it. */
  heardPool(): { readonly pool: Pool; readonly asked: string[] }
  addAgent(part?: {
    readonly autoAccept?: boolean
    readonly maximum?: number
    readonly role?: string
  }): Promise<AgentId>
  /** The text of a fan, with a fresh MsgId unless one is given. */
  fanSays(openid: string, text: string, part?: Partial<InboundEntry>): Promise<Outcome>
  desk(openid: string, command: DeskCommand | DeskRecordCommand, part?: Partial<DeskEntry>): Promise<Outcome>
  reply(openid: string, by: AgentId, session: SessionId, text: string, commandId?: string): Promise<Outcome>
  engine(openid: string, command: Command): Promise<Outcome>
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

/** The ledger on a database of its own, without HTTP around it. */
export async function startLedgerHarness(
  part: { readonly developerUrl?: string } = {},
): Promise<LedgerHarness> {
  const database = await createTestDatabase()
  const { connectionString } = database
  const pool = createPool({ connectionString, max: 12 })
  const ledgersPool = createPool({ connectionString, max: 4, settings: ledgerSettings })
  await makePartitions(pool)
  const secrets = createSecrets('a secret of tests alone')
  const clock: MovableClock = { now: () => Date.now() + clock.skewMs, skewMs: 0 }
  const accountId = await addAccount(
    { pool, secrets },
    {
      name: '花田小店',
      appid: `wx${randomUUID().slice(0, 16)}`,
      secret: 'secret',
      token: 'token',
      encodingAesKey: null,
      mode: 'plain',
      apiBase: 'http://127.0.0.1:9',
      originalId: null,
      developer:
        part.developerUrl === undefined
          ? null
          : { url: part.developerUrl, token: 'developer', encodingAesKey: null },
      allowPrivate: true,
    },
  )
  if (accountId === null) throw new Error('the account exists')
  const accounts = new Accounts(pool, secrets, clock.now)
  const log = pino({ level: 'silent' })
  const newLedger = (ledgerPool = ledgersPool) =>
    createLedger({
      pool: ledgerPool,
      clock,
      log,
      processId: randomUUID(),
      matchPattern: (pattern, text) => new RegExp(pattern, 'u').test(text),
      account: (id) => accounts.byId(id),
      refreshAccount: (id) => accounts.refresh(id),
    })
  const ledger = newLedger()

  return {
    pool,
    ledger,
    clock,
    accounts,
    accountId,
    connectionString,
    async configure(settings, developerUrl = part.developerUrl ?? null) {
      await pool.query(
        'update account set settings = $1, developer_url = $2, config_version = config_version + 1',
        [JSON.stringify(settings), developerUrl],
      )
      await accounts.refresh(accountId)
    },
    anotherLedger: newLedger,
    heardPool() {
      const asked: string[] = []
      return { pool: heard(ledgersPool, asked), asked }
    },
    async addAgent({ autoAccept = false, maximum = 10, role = 'agent' } = {}) {
      const made = await pool.query<{ agent_id: AgentId }>(
        `insert into agent (account_id, role, name, auto_accept, maximum) values ($1, $2, '小林', $3, $4) returning agent_id`,
        [accountId, role, autoAccept, maximum],
      )
      const id = made.rows[0]?.agent_id
      if (id === undefined) throw new Error('no agent')
      await pool.query(
        `insert into presence (account_id, agent_id, process_id, sockets, seen_until) values ($1, $2, $3, 1, 'infinity')`,
        [accountId, id, randomUUID()],
      )
      return id
    },
    fanSays: (openid, text, part = {}) => ledger.submit(fanText(accountId, openid, text, part)),
    desk: (openid, command, part = {}) =>
      ledger.submit({
        type: 'desk',
        accountId,
        openid,
        commandId: randomUUID(),
        command,
        reply: null,
        ...part,
      }),
    reply: (openid, by, session, text, commandId = randomUUID()) =>
      ledger.submit({
        type: 'desk',
        accountId,
        openid,
        commandId,
        command: { type: 'reply', by, session, mode: 'send' },
        reply: { content: { type: 'text', text, menuId: null }, payload: { type: 'text', text } },
      }),
    engine: (openid, command) => ledger.submit({ type: 'engine', accountId, openid, command }),
    async rows<Row>(sql: string, values: readonly unknown[] = []) {
      const found = await pool.query(sql, [...values])
      return found.rows as Row[]
    },
    async stop() {
      await ledger.stop()
      await Promise.all([pool.end(), ledgersPool.end()])
      await database.drop()
    },
  }
}

function heard(pool: Pool, asked: string[]): Pool {
  return Object.assign(Object.create(pool), {
    connect: async () => {
      const client = await pool.connect()
      const query = client.query.bind(client) as (...all: unknown[]) => unknown
      return Object.assign(Object.create(client), {
        query: (...all: unknown[]) => {
          if (all[0] instanceof Flight) asked.push(...all[0].statements.flatMap(({ name }) => name ?? []))
          return query(...all)
        },
        release: client.release.bind(client),
      })
    },
  })
}

let nextMsgId = 24_810_973_561_000_000n

export function fanText(
  accountId: AccountId,
  openid: string,
  text: string,
  part: Partial<InboundEntry> = {},
): InboundEntry {
  const msgId = part.msgId ?? String(nextMsgId++)
  return {
    type: 'inbound',
    accountId,
    openid,
    key: `m:${openid}:${msgId}`,
    day: new Date().toISOString().slice(0, 10),
    attemptId: randomUUID(),
    act: { kind: 'message', type: 'text', text, key: null },
    content: { type: 'text', text, menuId: null },
    media: null,
    createsCustomer: true,
    msgId,
    sentAt: Date.now(),
    encodeAnswer: (content) =>
      `<xml>${content.type === 'text' ? content.text : JSON.stringify(content)}</xml>`,
    ...part,
  }
}

/** Commit B of a callback: the developer URL says this text, or nothing, or what `part` says. */
export function mallAnswer(
  { accountId, openid, key, day, attemptId, encodeAnswer }: InboundEntry,
  text: string | null,
  part: Partial<AnswerEntry> = {},
): AnswerEntry {
  return {
    type: 'answer',
    accountId,
    openid,
    key,
    day,
    attemptId,
    encodeAnswer,
    answer: text === null ? null : encodeAnswer({ type: 'text', text }),
    reply: text === null ? null : { content: { type: 'text', text, menuId: null } },
    handOver: null,
    late: null,
    ...part,
  }
}

/** The answer to a callback as it was before WeChat's encryption; null while it has none. */
export function clearOf(outcome: Outcome): string | null {
  if (outcome.type !== 'taken' && outcome.type !== 'answered') throw new Error(outcome.type)
  return outcome.answer?.clear ?? null
}

/** The session of an outcome that says a customer is served. */
export function sessionOf(outcome: Outcome): SessionId {
  if (outcome.type !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`)
  const { conversation } = outcome.conversation.subject
  if (conversation.state !== 'serving') throw new Error(`not served: ${conversation.state}`)
  return conversation.session
}
