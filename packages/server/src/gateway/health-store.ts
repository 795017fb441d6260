import type { DeveloperFailure } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { Standing } from './breaker.ts'
import type { Histogram } from './latency.ts'

/** What one process counted of an account in a minute that begins `at` (ms). */
export interface Minute {
  readonly at: number
  isWritten: boolean
  callbacks: number
  hungUp: number
  spared: number
  lateSent: number
  lateNotSent: number
  programsFailed: number
  readonly refused: Map<string, number>
  readonly latency: Histogram
}

/** A process writes its own rows, whole: written twice they count once. */
export interface HealthStore {
  write(
    minutes: readonly { readonly accountId: AccountId; readonly minute: Minute }[],
    failures: readonly (readonly [AccountId, readonly DeveloperFailure[]])[],
    standings: readonly { readonly accountId: AccountId; readonly standing: Standing }[],
  ): Promise<void>
}

/** A process that is gone is believed no longer than this. */
const standingLeaseMs = 30_000
/** How many failures of an account are kept. */
const failuresKept = 20

export function createHealthStore(
  pool: Pool,
  { processId, clock }: { readonly processId: string; readonly clock: Clock },
): HealthStore {
  return {
    async write(minutes, failures, standings) {
      if (minutes.length > 0) {
        await pool.query(minutesSql, [
          JSON.stringify(minutes.map(({ accountId, minute }) => rowOf(accountId, minute))),
          processId,
        ])
        await pool.query(`delete from gateway_minute where minute < now() - interval '2 hours'`)
      }
      if (failures.length > 0) {
        const rows = failures.flatMap(([accountId, each]) =>
          each.map((failure) => ({ accountId, ...failure })),
        )
        await pool.query(failuresSql, [JSON.stringify(rows)])
        await pool.query(trimSql, [failures.map(([accountId]) => accountId), failuresKept])
      }
      if (standings.length > 0) {
        const rows = standings.map(({ accountId, standing }) => ({ accountId, ...standing }))
        await pool.query(standingsSql, [JSON.stringify(rows), processId, clock.now() + standingLeaseMs])
      }
    },
  }
}

function rowOf(accountId: AccountId, { at, refused, latency, isWritten: _, ...figures }: Minute) {
  return {
    accountId,
    at,
    ...figures,
    refused: Object.fromEntries(refused),
    latency: Object.fromEntries(latency),
  }
}

const time = (ms: string) => `to_timestamp(${ms} / 1000.0)`

const minutesSql = `
  insert into gateway_minute (account_id, minute, process_id, callbacks, hung_up, spared, late_sent, late_not_sent,
    programs_failed, refused, latency)
  select w."accountId", ${time('w.at')}, $2, w.callbacks, w."hungUp", w.spared, w."lateSent", w."lateNotSent",
    w."programsFailed", w.refused, w.latency
  from jsonb_to_recordset($1) as w("accountId" bigint, at float8, callbacks int, "hungUp" int, spared int,
    "lateSent" int, "lateNotSent" int, "programsFailed" int, refused jsonb, latency jsonb)
  on conflict (account_id, minute, process_id) do update set callbacks = excluded.callbacks,
    hung_up = excluded.hung_up, spared = excluded.spared, late_sent = excluded.late_sent,
    late_not_sent = excluded.late_not_sent, programs_failed = excluded.programs_failed, refused = excluded.refused, latency = excluded.latency`

const failuresSql = `
  insert into developer_failure (account_id, at, reason, status, took_ms)
  select w."accountId", ${time('w.at')}, w.reason, w.status, w."tookMs"
  from jsonb_to_recordset($1) as w("accountId" bigint, at float8, reason text, status int, "tookMs" int)`

const trimSql = `
  delete from developer_failure old using unnest($1::bigint[]) a(id)
  where old.account_id = a.id and old.failure_id not in (
    select kept.failure_id from developer_failure kept where kept.account_id = a.id
    order by kept.at desc, kept.failure_id desc limit $2
  )`

const standingsSql = `
  insert into developer_standing (account_id, process_id, state, since, opened_at, next_probe_at, seen_until)
  select w."accountId", $2, w.state, ${time('w.since')}, case when w.state = 'open' then ${time('w.since')} end,
    ${time('w."nextProbeAt"')}, ${time('$3::float8')}
  from jsonb_to_recordset($1) as w("accountId" bigint, state text, since float8, "nextProbeAt" float8)
  on conflict (account_id, process_id) do update set state = excluded.state, since = excluded.since,
    opened_at = excluded.opened_at, next_probe_at = excluded.next_probe_at, seen_until = excluded.seen_until`
