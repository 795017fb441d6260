import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

export interface AuditRow {
  readonly audit_id: string
  readonly at: number
  readonly by_name: string
  readonly agent_id: string | null
  readonly act: string
  readonly target: string | null
  readonly before: unknown
  readonly after: unknown
  readonly address: string | null
}

const ms = (column: string) => `floor(date_part('epoch', ${column}) * 1000)::float8`

/** Newest first, down from an entry. By the primary key; acts of an area begin with its name and a dot. */
export async function entriesBefore(
  db: Db,
  accountId: AccountId,
  wanted: { before: string | null; area: string | null; by: string | null; limit: number },
): Promise<AuditRow[]> {
  const found = await db.query<AuditRow>(
    `select l.audit_id, ${ms('l.at')} as at, l.by_name, l.agent_id, l.act, l.target, l.before, l.after, l.address
     from audit_log l
     where l.account_id = $1 and ($2::bigint is null or l.audit_id < $2) and ($3::text is null or l.act like $3 || '.%')
       and ($4::bigint is null or l.agent_id = $4)
     order by l.audit_id desc limit $5`,
    [accountId, wanted.before, wanted.area, wanted.by, wanted.limit],
  )
  return found.rows
}

/** Who did something last, and when (ms). */
export async function lastAct(
  db: Db,
  accountId: AccountId,
  act: string,
): Promise<{ readonly by: string; readonly at: number } | null> {
  const found = await db.query<{ by: string; at: number }>(
    `select l.by_name as by, ${ms('l.at')} as at from audit_log l
     where l.account_id = $1 and l.act = $2 order by l.audit_id desc limit 1`,
    [accountId, act],
  )
  return found.rows[0] ?? null
}
