import type { AccountId, AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { type PresenceKey, removeLapsed, removePresence, writePresence } from './presence-store.ts'

/** Offline is who has had no open desk for a minute (L11). */
const lifeMs = 60_000
const renewEveryMs = 15_000

export interface Presence {
  /** A desk of this agent opened here. Resolves once every process knows. */
  opened(key: PresenceKey): Promise<void>
  /** It closed. `atOnce`: by logging out, so nobody has to wait a minute to know. */
  closed(key: PresenceKey, atOnce: boolean): Promise<void>
  /** Renews this process's leases and removes lapsed ones; the timer does it every 15 s. */
  runOnce(): Promise<void>
  start(): void
  stop(): Promise<void>
}

type Ctx = Pick<Context, 'pool' | 'clock' | 'log' | 'processId'>
type OnChange = (accountId: AccountId, agentIds: readonly AgentId[]) => Promise<void>

/** Keeps the table `presence` true for the sockets of this process. `onChange` hears whose state may have changed. */
export function createPresence({ pool, clock, log, processId }: Ctx, onChange: OnChange): Presence {
  const held = new Map<string, PresenceKey & { sockets: number }>()
  let timer: NodeJS.Timeout | null = null
  // One write after the other, or an open that was overtaken by its close would bring a ghost back.
  let last: Promise<void> = Promise.resolve()

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function change(key: PresenceKey, by: 1 | -1, atOnce: boolean): Promise<void> {
    const name = `${key.accountId}/${key.agentId}`
    const sockets = Math.max(0, (held.get(name)?.sockets ?? 0) + by)
    const isGone = sockets === 0 && atOnce
    if (sockets > 0) held.set(name, { ...key, sockets })
    else held.delete(name)
    if (isGone) await removePresence(pool, processId, key)
    else await writePresence(pool, processId, [{ ...key, sockets }], lifeMs, clock.skewMs)
    if (isGone || (by === 1 && sockets === 1)) await onChange(key.accountId, [key.agentId])
  }

  async function renew(): Promise<void> {
    // After a database was away for a minute, everybody had lapsed who never left.
    const back =
      held.size === 0 ? [] : await writePresence(pool, processId, [...held.values()], lifeMs, clock.skewMs)
    const changed = [...back, ...(await removeLapsed(pool, clock.skewMs))]
    for (const accountId of new Set(changed.map((key) => key.accountId))) {
      const agentIds = changed.filter((key) => key.accountId === accountId).map((key) => key.agentId)
      await onChange(accountId, agentIds)
    }
  }

  const runOnce = () => inTurn(renew)
  return {
    opened: (key) => inTurn(() => change(key, 1, false)),
    closed: (key, atOnce) => inTurn(() => change(key, -1, atOnce)),
    runOnce,
    start() {
      timer = setInterval(() => {
        runOnce().catch((error: unknown) => log.warn({ err: error }, 'presence could not be renewed'))
      }, renewEveryMs)
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      await last
    },
  }
}
