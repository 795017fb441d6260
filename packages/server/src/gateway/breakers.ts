import type { AccountId } from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'
import { type Breaker, createBreaker, type Standing } from './breaker.ts'

/** Leave to forward one message, or none. Whoever has it says what became of it, once. */
export interface Way {
  /** The developer URL is left alone at present. */
  readonly isClosed: boolean
  heard(works: boolean): void
  unused(): void
}

/** A breaker for each account's developer URL; each process has its own and finds out for itself. */
export interface Breakers {
  ask(account: Account): Way
  standings(): { readonly accountId: AccountId; readonly standing: Standing }[]
}

const nobody: Way = { isClosed: false, heard() {}, unused() {} }

export function createBreakers(clock: Clock): Breakers {
  const known = new Map<AccountId, { readonly url: string; readonly breaker: Breaker }>()

  /** Another URL begins with a clean record. */
  function breakerOf(id: AccountId, url: string): Breaker {
    const found = known.get(id)
    if (found?.url === url) return found.breaker
    const breaker = createBreaker()
    known.set(id, { url, breaker })
    return breaker
  }

  return {
    ask({ id, developer }) {
      if (developer === null) return nobody
      const breaker = breakerOf(id, developer.url)
      const leave = breaker.ask(clock.now())
      const isProbe = leave === 'probe'
      return {
        isClosed: leave === 'stop',
        heard: (works) => breaker.heard(works, clock.now(), isProbe),
        unused() {
          if (isProbe) breaker.unused()
        },
      }
    },
    standings: () =>
      [...known].flatMap(([accountId, { breaker }]) => {
        const standing = breaker.standing()
        return standing === null ? [] : [{ accountId, standing }]
      }),
  }
}
