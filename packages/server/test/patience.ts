/** How long a test waits for what has to come: only what is broken takes so long, however busy the machine is. */
export const patient = { timeout: 15_000, interval: 20 }

/** Ms that work takes at its fastest: a try that was held up by others on the machine proves nothing. */
export async function fastestMs(tries: number, work: () => Promise<unknown>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY
  for (let number = 0; number < tries; number += 1) {
    const began = performance.now()
    await work()
    fastest = Math.min(fastest, performance.now() - began)
  }
  return fastest
}
