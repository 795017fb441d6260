/** When the developer URL is left alone, and when it is asked again. */
export const breakerLimits = {
  /** The last so many answers failed … */
  failuresInARow: 5,
  /** … and at least half of the last so many did, looking back no further than `windowMs`. */
  lastAnswers: 20,
  windowMs: 60_000,
  /**
   * While open, one message in so long is forwarded, to see whether it works again: with the four seconds that an answer
   * may take, a developer URL that works again is noticed within ten.
   */
  probeEveryMs: 5_000,
}

/** `since`: of the state, milliseconds. */
export type Standing =
  | { readonly state: 'ok' | 'failing'; readonly since: number }
  | { readonly state: 'open'; readonly since: number; readonly nextProbeAt: number }

/** Of one account in one process. Times in milliseconds. */
export interface Breaker {
  /** Whether a message may be forwarded now. Who gets a `probe` says `heard` or `unused` of it. */
  ask(now: number): 'pass' | 'probe' | 'stop'
  heard(works: boolean, now: number, asProbe: boolean): void
  /** The probe's message went somewhere else. */
  unused(): void
  /** null until the first answer. */
  standing(): Standing | null
}

interface Answer {
  readonly at: number
  readonly works: boolean
}

export function createBreaker(): Breaker {
  let standing: Standing | null = null
  let last: Answer[] = []
  let isProbing = false

  function heardWhileClosed(works: boolean, now: number): void {
    last = [...last.slice(1 - breakerLimits.lastAnswers), { at: now, works }]
    const state = works ? 'ok' : 'failing'
    if (standing?.state !== state) standing = { state, since: now }
    if (keepsFailing(last, now)) standing = open(now, now)
  }

  return {
    ask(now) {
      if (standing?.state !== 'open') return 'pass'
      if (isProbing || now < standing.nextProbeAt) return 'stop'
      isProbing = true
      return 'probe'
    },
    heard(works, now, asProbe) {
      if (standing?.state !== 'open') return heardWhileClosed(works, now)
      // What was asked before it opened says nothing new.
      if (!asProbe) return
      isProbing = false
      if (!works) {
        standing = open(standing.since, now)
        return
      }
      last = []
      heardWhileClosed(true, now)
    },
    unused() {
      isProbing = false
    },
    standing: () => standing,
  }
}

function open(since: number, now: number): Standing {
  return { state: 'open', since, nextProbeAt: now + breakerLimits.probeEveryMs }
}

function keepsFailing(last: readonly Answer[], now: number): boolean {
  const recent = last.filter(({ at }) => at > now - breakerLimits.windowMs)
  const { failuresInARow } = breakerLimits
  if (recent.length < failuresInARow || recent.slice(-failuresInARow).some(({ works }) => works)) return false
  return recent.filter(({ works }) => !works).length * 2 >= recent.length
}
