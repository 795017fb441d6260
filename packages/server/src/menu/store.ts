import { type Menu, type MenuAnswer, menuShapeSchema } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

export type StoredMenu = Pick<MenuAnswer, 'version' | 'menu' | 'published'>

/** An account that never saved one has version 0 of an empty menu. */
export async function storedMenu(db: Db, accountId: AccountId): Promise<StoredMenu> {
  const found = await db.query<{
    version: string
    draft: unknown
    published: unknown
    at: number
    published_by: string
  }>(
    `select menu.version, menu.draft, menu.published, menu.published_by,
       floor(date_part('epoch', menu.published_at) * 1000)::float8 as at
     from menu where menu.account_id = $1`,
    [accountId],
  )
  const row = found.rows[0]
  if (row === undefined) return { version: 0, menu: { buttons: [] }, published: null }
  return {
    version: Number(row.version),
    menu: menuShapeSchema.parse(row.draft),
    published:
      row.published === null
        ? null
        : { menu: menuShapeSchema.parse(row.published), by: row.published_by, at: row.at },
  }
}

/** False when `version` is not the latest: somebody was first. */
export async function saveDraft(db: Db, accountId: AccountId, version: number, menu: Menu): Promise<boolean> {
  const saved = await db.query(
    version === 0
      ? `insert into menu (account_id, draft) select $1, $2 where $3 = 0 on conflict do nothing`
      : `update menu set draft = $2, version = version + 1 where account_id = $1 and version = $3`,
    [accountId, JSON.stringify(menu), version],
  )
  return saved.rowCount === 1
}

/** What fans see from now on by our doing; null = no menu. */
export async function savePublished(
  db: Db,
  accountId: AccountId,
  menu: Menu | null,
  by: string,
  skewMs: number,
): Promise<void> {
  await db.query(
    `update menu set published = $2,
       published_at = case when $2::jsonb is null then null else now() + make_interval(secs => $4::float8 / 1000) end,
       published_by = case when $2::jsonb is null then null else $3 end
     where account_id = $1`,
    [accountId, menu === null ? null : JSON.stringify(menu), by, skewMs],
  )
}
