import { setTimeout as wait } from 'node:timers/promises'

/** Asks until it holds; throws after ten minutes. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const latest = performance.now() + 10 * 60_000
  while (!(await holds())) {
    if (performance.now() > latest) throw new Error('it never came')
    await wait(200)
  }
}
