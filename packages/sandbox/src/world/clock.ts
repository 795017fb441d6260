/** Milliseconds since 1970. Everything in the simulated world that knows a time asks this. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
