/** A jump of a clock that is not believed yet. Milliseconds. */
export interface Jump {
  readonly byMs: number
  /** From now on, if the clock stays as it is. */
  readonly believedInMs: number
}

/** Compares a clock that people and programs can set with one that nobody can. */
export interface TimeWatch {
  /** The clock says that it is `at` (ms) now; whether it may be believed. */
  hear(at: number): boolean
  /** The time now, without the jump (ms). */
  believed(): number
  jump(): Jump | null
}

/** Between one hearing and the next; less is a correction, which is followed. */
const jumpMs = 60_000
/**
 * A clock that stays where it jumped to was wrong before, or the machine was asleep, which the monotonic clock does not
 * count: after so long its time is the right one.
 */
const believedAfterMs = 10 * 60_000

export function watchTime(steady: () => number): TimeWatch {
  /** The clock minus the steady one, as believed. */
  let offset: number | null = null
  let strange: { readonly offset: number; readonly since: number } | null = null

  return {
    hear(at) {
      const now = steady()
      const found = at - now
      if (strange !== null && Math.abs(found - strange.offset) > jumpMs) strange = null
      const agrees = offset === null || Math.abs(found - offset) <= jumpMs
      if (!agrees) strange ??= { offset: found, since: now }
      const isBelieved = agrees || (strange !== null && now - strange.since >= believedAfterMs)
      if (isBelieved) {
        offset = found
        strange = null
      }
      return isBelieved
    },
    believed: () => Math.round((offset ?? 0) + steady()),
    jump() {
      if (strange === null || offset === null) return null
      return {
        byMs: Math.round(strange.offset - offset),
        believedInMs: Math.max(0, Math.round(strange.since + believedAfterMs - steady())),
      }
    },
  }
}
