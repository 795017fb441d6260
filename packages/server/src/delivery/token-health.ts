import type { Health } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

/** So many within a day are no accident, such as an AppSecret that was reset once. */
const repeatedly = 3

/**
 * How often in the last day WeChat refused a token of ours that should have lived. stable_token in its normal mode ends
 * nobody's token, so that a repetition means another system that forces its refreshes, or resets the AppSecret.
 */
export async function tokensKilled(
  db: Pick<Pool, 'query'>,
  accountId: AccountId,
  skewMs: number,
): Promise<Health['token']['killed']> {
  const found = await db.query<{ times: number; last_at: number | null }>(
    `select count(*)::int as times, floor(date_part('epoch', max(at)) * 1000)::float8 as last_at
     from wechat_token_killed
     where account_id = $1 and at > now() + make_interval(secs => $2::float8 / 1000) - interval '1 day'`,
    [accountId, skewMs],
  )
  const { times, last_at: lastAt } = found.rows[0] ?? { times: 0, last_at: null }
  return { times, lastAt, likely: times >= repeatedly ? 'other_system' : null }
}
