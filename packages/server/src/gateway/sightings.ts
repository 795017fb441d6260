import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Context } from '../context.ts'

/** What was seen at an account's door. */
export type Sighting =
  /** WeChat's check of the URL, with the present token. */
  | { readonly kind: 'verified' }
  /** A message or event with a right signature. */
  | { readonly kind: 'called' }
  /** Somebody who could not sign, or sign as agreed. */
  | { readonly kind: 'refused'; readonly why: string }
  /** One of WeChat's that could not be stored in time. */
  | { readonly kind: 'hung_up' }

/** Remembers when WeChat was last seen, for the checks of 接入公众号 (S12). */
export interface Sightings {
  /** On the callback's path: notes it in memory, nothing else. */
  note(accountId: AccountId, sighting: Sighting): void
  /** Writes what was noted. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const everyMs = 2_000
/** A busy account is seen all the time: once in a while is enough to know. */
const calledEveryMs = 10_000

interface Seen {
  verified?: number
  called?: number
  refused?: { readonly at: number; readonly why: string }
}

export function createSightings({ pool, clock, log }: Pick<Context, 'pool' | 'clock' | 'log'>): Sightings {
  const seen = new Map<AccountId, Seen>()
  const calledAt = new Map<AccountId, number>()
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()

  function note(accountId: AccountId, sighting: Sighting): void {
    if (sighting.kind === 'hung_up') return
    const at = clock.now()
    if (sighting.kind === 'called') {
      if (at - (calledAt.get(accountId) ?? 0) < calledEveryMs) return
      calledAt.set(accountId, at)
    }
    const known = seen.get(accountId) ?? {}
    if (sighting.kind === 'verified') known.verified = at
    else if (sighting.kind === 'called') known.called = at
    else known.refused = { at, why: sighting.why }
    seen.set(accountId, known)
  }

  async function flush(): Promise<void> {
    const noted = [...seen]
    seen.clear()
    for (const [accountId, sightings] of noted) await write(pool, accountId, sightings)
  }

  return {
    note,
    flush,
    start() {
      timer = setInterval(() => {
        running = flush().catch((error: unknown) => log.warn({ err: error }, 'sightings could not be kept'))
      }, everyMs)
      timer.unref()
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      await running
    },
  }
}

async function write(pool: Pool, accountId: AccountId, { verified, called, refused }: Seen): Promise<void> {
  const at = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`
  await pool.query(
    `insert into connection_seen as seen (account_id, verified_at, called_at, refused_at, refused_why)
     values ($1, ${at('$2')}, ${at('$3')}, ${at('$4')}, $5)
     on conflict (account_id) do update set verified_at = coalesce(excluded.verified_at, seen.verified_at),
       called_at = coalesce(excluded.called_at, seen.called_at),
       refused_at = coalesce(excluded.refused_at, seen.refused_at),
       refused_why = coalesce(excluded.refused_why, seen.refused_why)`,
    [accountId, verified ?? null, called ?? null, refused?.at ?? null, refused?.why ?? null],
  )
  if (verified === undefined) return
  // WeChat has the new token: what is still on its way with the old one arrives within the hour.
  await pool.query(
    `update account set previous_until = now() + interval '1 hour'
     where account_id = $1 and previous_until is null and previous_aes_key is not null`,
    [accountId],
  )
}
