import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

const now = (parameter: string) => `now() + make_interval(secs => ${parameter}::float8 / 1000)`

export async function insertSetupLink(db: Db, hash: Buffer, lifeMs: number, skewMs: number): Promise<void> {
  await db.query(
    `insert into setup_link (token_hash, expires_at) values ($1, ${now('$2')} + make_interval(secs => $3::float8 / 1000))`,
    [hash, skewMs, lifeMs],
  )
}

/** Uses a link up; false when there is none, or it was used or is too old. */
export async function takeSetupLink(db: Db, hash: Buffer, skewMs: number): Promise<boolean> {
  const taken = await db.query(
    `update setup_link set used_at = ${now('$2')}
     where token_hash = $1 and used_at is null and expires_at > ${now('$2')}`,
    [hash, skewMs],
  )
  return taken.rowCount === 1
}

export async function insertPerson(db: Db, name: string): Promise<string> {
  const added = await db.query<{ person_id: string }>(
    'insert into person (name) values ($1) returning person_id',
    [name],
  )
  const id = added.rows[0]?.person_id
  if (id === undefined) throw new Error('an inserted person was not returned')
  return id
}
