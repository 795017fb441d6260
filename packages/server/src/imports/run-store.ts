import type { ImportAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { WechatError } from '@duokefu/wechat'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** The database's time; moved in tests alone. */
const at = (skew: string) => `(now() + ${skew}::float8 * interval '1 millisecond')`
const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`

/** What a process works on, under its lease. */
export interface ClaimedRun {
  readonly accountId: AccountId
  readonly run: number
}

/** Runs that are due and at no other process, for this one. */
export async function claimRuns(
  db: Db,
  {
    processId,
    skewMs,
    limit,
    leaseMs,
  }: { processId: string; skewMs: number; limit: number; leaseMs: number },
): Promise<ClaimedRun[]> {
  const found = await db.query<{ account_id: AccountId; run: number }>(
    `with due as (
       select r.account_id from import_run r
       where r.state = 'running' and (r.next_try_at is null or r.next_try_at <= ${at('$2')})
         and (r.lease_until is null or r.lease_until < ${at('$2')})
       order by r.account_id limit $3 for update skip locked
     )
     update import_run set process_id = $1, lease_until = ${at('$2')} + $4::float8 * interval '1 millisecond'
     from due where import_run.account_id = due.account_id
     returning import_run.account_id, import_run.run`,
    [processId, skewMs, limit, leaseMs],
  )
  return found.rows.map((row) => ({ accountId: row.account_id, run: row.run }))
}

/** Goes on with a run; null when it was paused, begun again, or is another process's by now. */
export async function renewLease(
  db: Db,
  { accountId, run }: ClaimedRun,
  { processId, skewMs, leaseMs }: { processId: string; skewMs: number; leaseMs: number },
): Promise<{ readonly agentsDone: boolean } | null> {
  const found = await db.query<{ agents_done: boolean }>(
    `update import_run set lease_until = ${at('$4')} + $5::float8 * interval '1 millisecond'
     where account_id = $1 and run = $2 and process_id = $3 and state = 'running'
     returning agents_total is not null as agents_done`,
    [accountId, run, processId, skewMs, leaseMs],
  )
  const row = found.rows[0]
  return row === undefined ? null : { agentsDone: row.agents_done }
}

/** Lets go of a run that has nothing to do just now, or is done. */
export async function releaseRun(db: Db, { accountId, run }: ClaimedRun, processId: string): Promise<void> {
  await db.query(
    `update import_run set process_id = null, lease_until = null
     where account_id = $1 and run = $2 and process_id = $3`,
    [accountId, run, processId],
  )
}

export async function finishRun(db: Db, { accountId, run }: ClaimedRun, skewMs: number): Promise<void> {
  await db.query(
    `update import_run set state = 'done', finished_at = ${at('$3')}, attempts = 0, errcode = null, errmsg = null
     where account_id = $1 and run = $2 and state = 'running'`,
    [accountId, run, skewMs],
  )
}

/** What WeChat refused. `retryInMs` null: it stops until somebody presses 继续. */
export async function saveProblem(
  db: Db,
  { accountId, run }: ClaimedRun,
  skewMs: number,
  { errcode, errmsg }: Pick<WechatError, 'errcode' | 'errmsg'>,
  retryInMs: number | null,
): Promise<void> {
  await db.query(
    `update import_run set errcode = $4, errmsg = $5, attempts = attempts + 1,
       state = case when $6::float8 is null then 'paused' else state end,
       next_try_at = ${at('$3')} + $6::float8 * interval '1 millisecond'
     where account_id = $1 and run = $2 and state = 'running'`,
    [accountId, run, skewMs, errcode, errmsg, retryInMs],
  )
}

/** After a fault of ours: later, and later with each that follows another. */
export async function postpone(
  db: Db,
  { accountId, run }: ClaimedRun,
  skewMs: number,
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
): Promise<void> {
  await db.query(
    `update import_run set attempts = attempts + 1,
       next_try_at = ${at('$3')} + least($5::float8, $4::float8 * power(2, least(attempts, 20))) * interval '1 millisecond'
     where account_id = $1 and run = $2 and state = 'running'`,
    [accountId, run, skewMs, firstMs, longestMs],
  )
}

export async function attemptsOf(db: Db, { accountId }: ClaimedRun): Promise<number> {
  const found = await db.query<{ attempts: number }>(
    'select r.attempts from import_run r where r.account_id = $1',
    [accountId],
  )
  return found.rows[0]?.attempts ?? 0
}

export async function saveAgents(
  db: Db,
  { accountId, run }: ClaimedRun,
  { added, matched, total }: NonNullable<ImportAnswer['agents']>,
): Promise<void> {
  await db.query(
    `update import_run set agents_added = $3, agents_matched = $4, agents_total = $5, attempts = 0
     where account_id = $1 and run = $2`,
    [accountId, run, added, matched, total],
  )
}

/** Begins, or begins again: every day from `from` to `to` is asked for; what is there already will be recognised. */
export async function beginRun(
  db: Db,
  accountId: AccountId,
  { from, to }: { readonly from: string; readonly to: string },
  skewMs: number,
): Promise<void> {
  await db.query(
    `with begun as (
       insert into import_run as r (account_id, state, started_at) values ($1, 'running', ${at('$4')})
       on conflict (account_id) do update set run = r.run + 1, state = 'running', started_at = excluded.started_at,
         finished_at = null, agents_added = null, agents_matched = null, agents_total = null, attempts = 0,
         next_try_at = null, errcode = null, errmsg = null, process_id = null, lease_until = null
       returning r.account_id, r.run
     ), gone as (
       delete from import_day d using begun
       where d.account_id = begun.account_id and not d.day between $2::date and $3::date
     )
     insert into import_day as d (account_id, day, run, state)
     select begun.account_id, day::date, begun.run, 'waiting'
     from begun, generate_series($2::date, $3::date, interval '1 day') day
     on conflict (account_id, day) do update set run = excluded.run, state = 'waiting', next_msgid = 1, records = 0,
       placed = 0, known = 0`,
    [accountId, from, to, skewMs],
  )
}

/** 暂停 or 继续; false when there is nothing of the kind to pause or to go on with. */
export async function setRunState(
  db: Db,
  accountId: AccountId,
  state: 'paused' | 'running',
): Promise<boolean> {
  const changed = await db.query(
    `update import_run set state = $2, attempts = 0, next_try_at = null,
       errcode = case when $2 = 'running' then null else errcode end,
       errmsg = case when $2 = 'running' then null else errmsg end
     where account_id = $1 and state = case when $2 = 'paused' then 'running' else 'paused' end`,
    [accountId, state],
  )
  return changed.rowCount === 1
}

export type RunNow = Omit<ImportAnswer, 'days' | 'retentionDays'>

export async function runOf(db: Db, accountId: AccountId): Promise<RunNow> {
  const found = await db.query<{
    state: NonNullable<RunNow['state']>
    started_at: number
    finished_at: number | null
    agents_added: number | null
    agents_matched: number | null
    agents_total: number | null
    errcode: number | null
    errmsg: string | null
    next_try_at: number | null
  }>(
    `select r.state, ${ms('r.started_at')} as started_at, ${ms('r.finished_at')} as finished_at, r.agents_added,
       r.agents_matched, r.agents_total, r.errcode, r.errmsg, ${ms('r.next_try_at')} as next_try_at
     from import_run r where r.account_id = $1`,
    [accountId],
  )
  const row = found.rows[0]
  if (row === undefined)
    return { state: null, startedAt: null, finishedAt: null, agents: null, problem: null }
  return {
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    agents:
      row.agents_total === null
        ? null
        : { added: row.agents_added ?? 0, matched: row.agents_matched ?? 0, total: row.agents_total },
    problem:
      row.errmsg === null
        ? null
        : {
            errcode: row.errcode,
            errmsg: row.errmsg,
            retryAt: row.state === 'running' ? row.next_try_at : null,
          },
  }
}

export async function daysOf(db: Db, accountId: AccountId): Promise<ImportAnswer['days']> {
  const found = await db.query<ImportAnswer['days'][number]>(
    `select to_char(d.day, 'YYYY-MM-DD') as day, d.state, d.records, d.placed, d.known from import_day d
     where d.account_id = $1 order by d.day desc`,
    [accountId],
  )
  return found.rows
}
