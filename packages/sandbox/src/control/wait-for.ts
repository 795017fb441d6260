import type { World } from '../world/world.ts'

/** Asks at every change of the world until there is an answer; null when `ms` are over without one. */
export function waitFor<T>(world: World, ask: () => T | null, ms: number): Promise<T | null> {
  const now = ask()
  if (now !== null || ms <= 0) return Promise.resolve(now)
  return new Promise((resolve) => {
    const stop = world.listen(() => {
      const answer = ask()
      if (answer !== null) finish(answer)
    })
    const timer = setTimeout(() => finish(ask()), ms)
    const finish = (answer: T | null) => {
      stop()
      clearTimeout(timer)
      resolve(answer)
    }
  })
}
