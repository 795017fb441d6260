import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

/** How often each rule acted within the last days: by the index over records that a rule decided. */
export async function hitsOf(
  db: Pick<Pool, 'query'>,
  accountId: AccountId,
  days: number,
  skewMs: number,
): Promise<Record<string, number>> {
  const found = await db.query<{ rule: string; hits: number }>(
    `select m.reason ->> 'ruleId' as rule, count(*)::int as hits from message m
     where m.account_id = $1 and m.reason ->> 'kind' = 'rule' and m.origin = 'fan'
       and m.at >= now() + make_interval(secs => $3::float8 / 1000) - make_interval(days => $2::int)
     group by 1`,
    [accountId, days, skewMs],
  )
  return Object.fromEntries(found.rows.map(({ rule, hits }) => [rule, hits]))
}
