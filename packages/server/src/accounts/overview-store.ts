import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** How it stands now: the two lists, and who could take somebody. Times in ms. */
export async function standing(
  db: Db,
  accountId: AccountId,
  longMs: number,
  skewMs: number,
): Promise<{
  readonly waiting: number
  readonly serving: number
  readonly agentsOnline: number
  readonly longestSince: number | null
  readonly waitingLong: number
  readonly invitations: number
}> {
  const now = `(now() + make_interval(secs => $2::float8 / 1000))`
  const found = await db.query(
    `select waiting.*, (select count(*)::int from conversation c where c.account_id = $1 and c.state = 'serving') as serving,
       (select count(distinct p.agent_id)::int from presence p
        join agent on agent.account_id = p.account_id and agent.agent_id = p.agent_id
        where p.account_id = $1 and p.seen_until > ${now} and agent.status = 'online' and agent.left_at is null) as "agentsOnline",
       (select count(*)::int from invitation i
        where i.account_id = $1 and (i.state = 'confirming' or (i.state = 'pending' and i.expires_at > ${now}))) as invitations
     from (
       select count(*)::int as waiting, floor(date_part('epoch', min(c.waiting_since)) * 1000)::float8 as "longestSince",
         (count(*) filter (where c.waiting_since <= ${now} - make_interval(secs => $3::float8 / 1000)))::int as "waitingLong"
       from conversation c where c.account_id = $1 and c.state = 'waiting'
     ) waiting`,
    [accountId, skewMs, longMs],
  )
  return found.rows[0]
}

/** What WeChat said last about the account's token, and how long the present one lives (ms). */
export async function tokenStanding(
  db: Db,
  accountId: AccountId,
  skewMs: number,
): Promise<{
  readonly until: number | null
  readonly error: string | null
  readonly pausedUntil: number | null
} | null> {
  const found = await db.query(
    `select floor(date_part('epoch', t.expires_at) * 1000)::float8 as until, t.last_error as error,
       case when t.paused_until > now() + make_interval(secs => $2::float8 / 1000)
         then floor(date_part('epoch', t.paused_until) * 1000)::float8 end as "pausedUntil"
     from wechat_token t where t.account_id = $1`,
    [accountId, skewMs],
  )
  return found.rows[0] ?? null
}
