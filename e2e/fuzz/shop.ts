import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Product } from '../../bench/product/product.ts'
import type { Known } from './json-sample.ts'

/** An account under fire. */
export interface FuzzedAccount {
  readonly id: string
  readonly appid: string
  readonly token: string
  readonly mode: 'plain' | 'safe'
}

/** Accounts and people whose keys the fuzz holds, so that it comes past every door. */
export interface FuzzedShop {
  readonly safe: FuzzedAccount
  readonly plain: FuzzedAccount
  readonly encodingAesKey: string
  readonly originalId: string
  readonly appSecret: string
  /** Tokens of the WeChat-compatible API. */
  readonly apiTokens: readonly string[]
  /** Cookie headers: the owner of both accounts, an agent of one. */
  readonly cookies: { readonly owner: string; readonly agent: string }
  readonly openids: readonly string[]
  /** What is there, for parameters and for bodies. */
  known(): { readonly path: Known; readonly body: Known }
  /** Makes the accounts, people and keys what they were, whatever a request has done to them, and looks what is there now. */
  restore(): Promise<void>
}

const encodingAesKey = 'kT3vQxW8mZr1LpYbN5cJd7HfGs2AuEoXi9RtKyVqM4h'
const originalId = 'gh_6c2f9e01b7d4'
const fanCount = 400
/** What a request may change that would shut the fuzz out. */
const kept = ['account', 'person', 'agent', 'login', 'api_token'] as const
const hashOf = (clear: string) => createHash('sha256').update(clear).digest()

export async function openShop(product: Product, db: pg.Client, apiBase: string): Promise<FuzzedShop> {
  const appSecret = randomBytes(16).toString('hex')
  const safe = { appid: `wx${randomBytes(8).toString('hex')}`, token: 'fuzzed1', mode: 'safe' as const }
  const plain = { appid: `wx${randomBytes(8).toString('hex')}`, token: 'fuzzed2', mode: 'plain' as const }
  await product.duokefu('account add', {
    name: '花田小店',
    secret: appSecret,
    'aes-key': encodingAesKey,
    'api-base': apiBase,
    ...safe,
  })
  // The second one is a copy: its sealed secrets are the first one's.
  await db.query(
    `insert into account (appid, name, callback_token, mode, app_secret, aes_key, api_base, developer_url)
     select $1, '分店', $2, 'plain', app_secret, aes_key, 'http://127.0.0.1:9', 'http://mall.invalid/wechat' from account`,
    [plain.appid, plain.token],
  )
  const ids = await db.query<{ id: string }>('select account_id as id from account order by account_id')
  const [first = '', second = ''] = ids.rows.map(({ id }) => id)
  const owner = await addPerson(db, '老周', { [first]: 'owner', [second]: 'owner' })
  const agent = await addPerson(db, '小林', { [first]: 'agent' })
  const cookies = {
    owner: `duokefu_login=${await logIn(db, owner)}`,
    agent: `duokefu_login=${await logIn(db, agent)}`,
  }
  const apiTokens = [await issueToken(db, first, appSecret), await issueToken(db, second, appSecret)]
  const openids = Array.from(
    { length: fanCount },
    (_, n) => `oFuzzFan_${String(n).padStart(6, '0')}_kLmNoPqRsTu`,
  )
  for (const table of kept) await db.query(`create table fuzz_${table} as select * from ${table}`)
  const keys = new Map<string, string[]>()
  for (const table of kept) keys.set(table, await columnsOf(db, table))
  let known: ReturnType<FuzzedShop['known']> = { path: {}, body: {} }

  return {
    safe: { ...safe, id: first },
    plain: { ...plain, id: second },
    encodingAesKey,
    originalId,
    appSecret,
    apiTokens,
    cookies,
    openids,
    known: () => known,
    async restore() {
      await db.query('begin')
      for (const table of kept) await restoreTable(db, table, keys.get(table) ?? [])
      await db.query(
        'update account set config_version = account.config_version + 1000000 + (select count(*) from audit_log)',
      )
      await db.query('delete from api_address')
      await db.query('commit')
      known = await lookAround(db, [first, second], openids)
    },
  }
}

async function addPerson(
  db: pg.Client,
  name: string,
  roles: Readonly<Record<string, 'owner' | 'agent'>>,
): Promise<string> {
  const added = await db.query<{ id: string }>(
    'insert into person (name) values ($1) returning person_id as id',
    [name],
  )
  const person = added.rows[0]?.id ?? ''
  for (const [account, role] of Object.entries(roles))
    await db.query(
      `with added as (
         insert into agent (account_id, person_id, role, name) values ($1, $2, $3, $4) returning account_id, agent_id
       ) insert into agent_load (account_id, agent_id) select account_id, agent_id from added`,
      [account, person, role, name],
    )
  return person
}

async function logIn(db: pg.Client, person: string): Promise<string> {
  const clear = randomBytes(32).toString('base64url')
  await db.query(
    `insert into login (login_id, token_hash, person_id, way, expires_at)
     values ($1, $2, $3, 'link', now() + interval '30 days')`,
    [randomUUID(), hashOf(clear), person],
  )
  return clear
}

async function issueToken(db: pg.Client, account: string, appSecret: string): Promise<string> {
  const clear = randomBytes(32).toString('base64url')
  await db.query(
    `insert into api_token (account_id, endpoint, token_hash, secret_hash, issued_at, expires_at)
     values ($1, 'stable_token', $2, $3, now() - interval '1 hour', now() + interval '1 day')`,
    [account, hashOf(clear), hashOf(appSecret)],
  )
  return clear
}

async function columnsOf(db: pg.Client, table: string): Promise<string[]> {
  const found = await db.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  )
  return found.rows.map(({ name }) => name)
}

async function restoreTable(db: pg.Client, table: string, columns: readonly string[]): Promise<void> {
  const key = await db.query<{ name: string }>(
    `select attribute.attname as name from pg_index
       join pg_attribute attribute on attribute.attrelid = pg_index.indrelid and attribute.attnum = any (pg_index.indkey)
     where pg_index.indrelid = $1::regclass and pg_index.indisprimary`,
    [table],
  )
  const keys = key.rows.map(({ name }) => name)
  const others = columns.filter((name) => !keys.includes(name) && name !== 'config_version')
  await db.query(
    `insert into ${table} (${columns.join()}) overriding system value select ${columns.join()} from fuzz_${table}
     on conflict (${keys.join()}) do update set ${others.map((name) => `${name} = excluded.${name}`).join()}`,
  )
}

/** Ids of what the fuzz itself has made until now. */
async function lookAround(
  db: pg.Client,
  accounts: readonly string[],
  openids: readonly string[],
): Promise<{ path: Known; body: Known }> {
  const list = async (sql: string) =>
    (await db.query<{ value: unknown }>(`${sql} limit 50`)).rows.map(({ value }) => value)
  const agents = await list('select agent_id::text as value from agent order by agent_id')
  const groups = await list('select group_id::text as value from agent_group order by group_id desc')
  const media = await list('select media_key as value from media order by created_at desc')
  const serving = await list(
    `select session_id as value from conversation where state = 'serving' order by last_at desc`,
  )
  const spoken = await list(`select openid as value from conversation order by last_at desc nulls last`)
  const version = (
    await db.query<{ version: number }>('select max(settings_version)::int as version from account')
  ).rows[0]?.version
  const replies = await list('select reply_id::text as value from quick_reply order by reply_id desc')
  const shared = {
    account: accounts,
    openid: [...spoken, ...openids.slice(0, 20)],
    agent: agents,
    session: serving,
    group: groups,
    groups: groups.map((group) => [group]),
    seq: [0, 1, 2, 3, 5],
    version: [0, 1, 2, version ?? 3],
    ticket: await list('select ticket_id as value from login_ticket order by ticket_id'),
  }
  return {
    path: {
      ...shared,
      id: [...replies, ...(await list('select material_id::text as value from material'))],
      key: [...media, ...(await list('select key_id::text as value from api_key'))],
      login: await list('select login_id as value from login'),
      address: await list('select address_id::text as value from api_address'),
    },
    body: {
      ...shared,
      mediaKey: media,
      thumbKey: media,
      coverKey: media,
      avatarKey: media,
      ids: replies.map((id) => [id]),
    },
  }
}
