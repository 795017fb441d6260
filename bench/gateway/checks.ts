import type { Client } from 'pg'

/** What must be said of the database that is measured; each is asserted before a figure is taken. */
export interface Settings {
  readonly version: string
  readonly fsync: string
  readonly synchronous_commit: string
  readonly full_page_writes: string
}

/** Throws unless every commit is on disk before it is told, for every table. */
export async function checkDurability(db: Client): Promise<Settings> {
  const settings = await only<Settings>(
    db,
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as synchronous_commit,
       current_setting('full_page_writes') as full_page_writes`,
  )
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'] as const)
    demand(settings[name] === 'on', `${name} is ${settings[name]}`)
  const { overrides, unlogged } = await only<{ overrides: number; unlogged: number }>(
    db,
    `select (select count(*)::int from pg_db_role_setting) as overrides,
       (select count(*)::int from pg_class where relkind in ('r', 'p', 'i') and relpersistence = 'u') as unlogged`,
  )
  demand(overrides === 0, 'a role or database overrides settings')
  demand(unlogged === 0, `${unlogged} tables are unlogged`)
  return settings
}

/** Throws unless the traffic is the one that the figures are about. */
export async function checkTraffic(
  db: Client,
  wanted: { readonly serving: number; readonly sockets: number; readonly developers: number },
): Promise<void> {
  const found = await only<{ serving: number; sockets: number; developers: number }>(
    db,
    `select (select count(*)::int from conversation where state = 'serving') as serving,
       (select coalesce(sum(sockets), 0)::int from presence where seen_until > now()) as sockets,
       (select count(*)::int from account where developer_url is not null) as developers`,
  )
  demand(found.serving === wanted.serving, `${found.serving} fans are being served`)
  demand(found.sockets === wanted.sockets, `${found.sockets} sockets are open`)
  demand(found.developers === wanted.developers, `${found.developers} accounts have a developer URL`)
}

/** Throws unless each callback that was answered 200 is one record and one receipt, in order without a gap. */
export async function checkStored(db: Client, answered: number): Promise<void> {
  const { messages, distinct, receipts, gaps } = await only<{
    messages: number
    distinct: number
    receipts: number
    gaps: number
  }>(
    db,
    `select count(*)::int as messages, count(distinct (account_id, msg_id))::int as distinct,
       (select count(*)::int from receipt) as receipts,
       (select count(*)::int from conversation c where c.next_seq <>
         (select count(*) from message m where m.account_id = c.account_id and m.openid = c.openid) + 1) as gaps
     from message where direction = 'in'`,
  )
  demand(messages === answered, `${answered} callbacks were answered 200, ${messages} records are stored`)
  demand(distinct === answered, `${answered} callbacks were answered 200, ${distinct} MsgIds are stored`)
  demand(receipts === answered, `${answered} callbacks were answered 200, ${receipts} receipts are stored`)
  demand(gaps === 0, `${gaps} fans have gaps between their records`)
}

async function only<Row>(db: Client, sql: string): Promise<Row> {
  const { rows } = await db.query(sql)
  return rows[0] as Row
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`This is no measurement: ${otherwise}`)
}
