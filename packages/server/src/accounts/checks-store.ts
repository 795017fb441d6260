import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

/** When WeChat was last seen at an account's door (ms), and web authorization seen working. */
export interface SeenRow {
  readonly verifiedAt: number | null
  readonly calledAt: number | null
  readonly refusedAt: number | null
  readonly refusedWhy: string | null
  readonly authorizedAt: number | null
}

const ms = (column: string) => `floor(date_part('epoch', ${column}) * 1000)::float8`

export async function seenOf(db: Pick<Pool, 'query'>, accountId: AccountId): Promise<SeenRow> {
  const found = await db.query<SeenRow>(
    `select ${ms('verified_at')} as "verifiedAt", ${ms('called_at')} as "calledAt", ${ms('refused_at')} as "refusedAt",
       refused_why as "refusedWhy", ${ms('authorized_at')} as "authorizedAt"
     from connection_seen where account_id = $1`,
    [accountId],
  )
  return (
    found.rows[0] ?? {
      verifiedAt: null,
      calledAt: null,
      refusedAt: null,
      refusedWhy: null,
      authorizedAt: null,
    }
  )
}

/** A person came back from WeChat's web authorization: the host that it needs is set. */
export async function noteAuthorized(
  db: Pick<Pool, 'query'>,
  accountId: AccountId,
  skewMs: number,
): Promise<void> {
  await db.query(
    `insert into connection_seen as seen (account_id, authorized_at)
     values ($1, now() + make_interval(secs => $2::float8 / 1000))
     on conflict (account_id) do update set authorized_at = excluded.authorized_at`,
    [accountId, skewMs],
  )
}
