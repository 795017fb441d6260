import { setTimeout as wait } from 'node:timers/promises'

/** Calls `act` `rate` times a second from now on, whatever it does; late ones all at once. `at` is when it was planned. */
export async function followPlan(
  plan: { readonly rate: number; readonly forMs: number },
  act: (at: number) => void,
): Promise<void> {
  const start = performance.now()
  const end = start + plan.forMs
  const plannedAt = (index: number) => start + (index * 1000) / plan.rate
  for (let planned = 0; ; ) {
    const now = performance.now()
    for (; plannedAt(planned) <= now && plannedAt(planned) < end; planned += 1) act(plannedAt(planned))
    if (now >= end) return
    await wait(1)
  }
}
