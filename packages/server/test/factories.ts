import { randomUUID } from 'node:crypto'
import type { AccountId } from '@duokefu/engine'
import { addAccount, type NewAccount } from '../src/accounts/service.ts'
import type { Context } from '../src/context.ts'
import type { MessageRecord } from '../src/conversations/records.ts'

/** An account with everything that the test does not care about filled in. */
export async function makeAccount(
  ctx: Pick<Context, 'pool' | 'secrets'>,
  part: Partial<NewAccount> = {},
): Promise<{ readonly id: AccountId; readonly appid: string }> {
  const account: NewAccount = {
    name: '花田小店',
    appid: `wx${randomUUID().replaceAll('-', '').slice(0, 16)}`,
    secret: 'secret',
    token: 'token',
    encodingAesKey: null,
    mode: 'plain',
    apiBase: 'http://127.0.0.1:9',
    originalId: 'gh_0123456789ab',
    developer: null,
    allowPrivate: true,
    ...part,
  }
  const id = await addAccount(ctx, account)
  if (id === null) throw new Error(`the account ${account.appid} exists`)
  return { id, appid: account.appid }
}

/** Many records of one customer as if they had come over months, without the ledger's pace. Times in ms. */
export async function fillThread(
  { pool }: Pick<Context, 'pool'>,
  accountId: AccountId,
  openid: string,
  times: readonly number[],
): Promise<void> {
  await pool.query(
    `insert into message (account_id, openid, seq, at, version, direction, origin, content)
     select $1, $2, n, to_timestamp(at / 1000), n, 'in', 'fan',
       jsonb_build_object('type', 'text', 'text', '第 ' || n || ' 条', 'menuId', null)
     from unnest($3::float8[]) with ordinality as t (at, n)`,
    [accountId, openid, times],
  )
  await pool.query(
    `insert into conversation (account_id, openid, version, next_seq, last_at)
     values ($1, $2, $3::bigint, $3::bigint + 1, to_timestamp($4::float8 / 1000))`,
    [accountId, openid, times.length, times.at(-1)],
  )
}

/** A record as `presentMessage` gets it. */
export function makeRecord(part: Partial<MessageRecord> = {}): MessageRecord {
  return {
    openid: 'oFan',
    seq: 1,
    at: 1_760_000_000_000,
    version: 1,
    direction: 'in',
    origin: 'fan',
    agentId: null,
    sessionId: null,
    content: { type: 'text', text: '在吗', menuId: null },
    msgId: '24810973561000001',
    sentAt: null,
    reason: null,
    clientId: null,
    delivery: null,
    errcode: null,
    errmsg: null,
    retriedAs: null,
    purpose: null,
    deliveredAt: null,
    ...part,
  }
}
