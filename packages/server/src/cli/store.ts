import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { CommandError } from './command.ts'

/** An account by its appid or its number. */
export async function findAccount(pool: Pool, wanted: string): Promise<AccountId | null> {
  const found = await pool.query<{ account_id: string }>(
    'select account.account_id from account where account.appid = $1 or account.account_id::text = $1',
    [wanted],
  )
  return (found.rows[0]?.account_id ?? null) as AccountId | null
}

/** As `findAccount`; throws a CommandError when there is none. */
export async function accountNamed({ pool }: { readonly pool: Pool }, wanted: string): Promise<AccountId> {
  const found = await findAccount(pool, wanted)
  if (found === null) throw new CommandError(`没有公众号 ${wanted}。`, `There is no account ${wanted}.`)
  return found
}

export async function durabilitySettings(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const found = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')`,
  )
  return new Map(found.rows.map((row) => [row.name, row.setting]))
}

/** The database's clock in milliseconds. */
export async function databaseTime(pool: Pool): Promise<number> {
  const found = await pool.query<{ now: number }>(
    `select date_part('epoch', clock_timestamp()) * 1000 as now`,
  )
  return found.rows[0]?.now ?? 0
}

/** Whether records of a month from now have a partition of their own. */
export async function hasPartitionsAhead(pool: Pool): Promise<boolean> {
  const found = await pool.query(
    `select 1 from pg_class where relname = 'message_' || to_char(now() + interval '31 days', 'YYYYMM')`,
  )
  return found.rows.length > 0
}

/** What has been waiting for WeChat or a mall for longer than it should. */
export async function overdueWork(
  pool: Pool,
): Promise<{ readonly replies: number; readonly events: number; readonly files: number }> {
  const found = await pool.query<{ replies: number; events: number; files: number }>(
    `select
       (select count(*)::int from outbox where outbox.state <> 'held' and outbox.at < now() - interval '5 minutes') as replies,
       (select count(*)::int from developer_event
        where developer_event.not_before < now() - interval '5 minutes') as events,
       (select count(*)::int from media
        where media.state = 'fetching' and media.created_at < now() - interval '5 minutes') as files`,
  )
  return found.rows[0] ?? { replies: 0, events: 0, files: 0 }
}

/** What WeChat said last when it refused an account's token or told us to pause. */
export async function tokenTroubles(
  pool: Pool,
): Promise<{ readonly appid: string; readonly error: string | null; readonly pausedCode: number | null }[]> {
  const found = await pool.query<{ appid: string; last_error: string | null; paused_code: number | null }>(
    `select account.appid, wechat_token.last_error,
       case when wechat_token.paused_until > now() then wechat_token.paused_code end as paused_code
     from wechat_token join account on account.account_id = wechat_token.account_id
     where wechat_token.last_error is not null or wechat_token.paused_until > now()`,
  )
  return found.rows.map((row) => ({
    appid: row.appid,
    error: row.last_error,
    pausedCode: row.paused_code,
  }))
}
