import type { Material, MaterialBody } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

interface MaterialRow {
  readonly id: string
  readonly title: string
  readonly content: Material['content']
  readonly initials: string
  readonly created_at: number
}

const columns = `material_id as id, title, content, initials,
  (extract(epoch from created_at) * 1000)::float8 as created_at`

function materialOf({ created_at, ...row }: MaterialRow): Material {
  return { ...row, createdAt: Math.round(created_at) }
}

/** The account's, newest first. */
export async function materialsOf(db: Db, accountId: AccountId): Promise<Material[]> {
  const found = await db.query<MaterialRow>(
    `select ${columns} from material where account_id = $1 and deleted_at is null order by material_id desc`,
    [accountId],
  )
  return found.rows.map(materialOf)
}

export async function countMaterials(db: Db, accountId: AccountId): Promise<number> {
  const found = await db.query<{ count: number }>(
    'select count(*)::int as count from material where account_id = $1 and deleted_at is null',
    [accountId],
  )
  return found.rows[0]?.count ?? 0
}

export interface StoredMaterial extends MaterialBody {
  readonly initials: string
}

/** All of them or none, in the order given. */
export async function insertMaterials(
  db: Db,
  accountId: AccountId,
  by: AgentId,
  materials: readonly StoredMaterial[],
): Promise<Material[]> {
  const made = await db.query<MaterialRow>(
    `insert into material (account_id, title, content, initials, created_by)
     select $1, new.title, new.content, new.initials, $2
     from rows from (jsonb_to_recordset($3::jsonb) as (title text, content jsonb, initials text))
       with ordinality as new(title, content, initials, nth)
     order by new.nth
     returning ${columns}`,
    [accountId, by, JSON.stringify(materials)],
  )
  return made.rows.map(materialOf)
}

export async function updateMaterial(
  db: Db,
  accountId: AccountId,
  id: string,
  { title, content, initials }: StoredMaterial,
): Promise<Material | null> {
  const changed = await db.query<MaterialRow>(
    `update material set title = $3, content = $4, initials = $5, updated_at = now()
     where account_id = $1 and material_id = $2 and deleted_at is null returning ${columns}`,
    [accountId, id, title, JSON.stringify(content), initials],
  )
  const [row] = changed.rows
  return row === undefined ? null : materialOf(row)
}

/** Hides a material, or shows it again; answers its title, null when there is no such one. */
export async function setMaterialDeleted(
  db: Db,
  accountId: AccountId,
  id: string,
  deleted: boolean,
): Promise<string | null> {
  const changed = await db.query<{ title: string }>(
    `update material set deleted_at = case when $3 then now() end
     where account_id = $1 and material_id = $2 and (deleted_at is null) = $3
     returning coalesce(nullif(title, ''), left(coalesce(content->>'text', content->>'head', content->>'title'), 20)) as title`,
    [accountId, id, deleted],
  )
  return changed.rows[0]?.title ?? null
}

/** What was deleted more than a day ago can't be brought back. */
export async function forgetDeletedMaterials(db: Db, accountId: AccountId): Promise<void> {
  await db.query(`delete from material where account_id = $1 and deleted_at < now() - interval '1 day'`, [
    accountId,
  ])
}
