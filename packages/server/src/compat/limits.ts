/** Counts by name within a period: true while there have been no more than `most`. This process alone. */
export function createLimit({
  most,
  perMs,
  now,
}: {
  readonly most: number
  readonly perMs: number
  readonly now: () => number
}): { take(name: string): boolean; isUsedUp(name: string): boolean } {
  let counts = new Map<string, number>()
  let since = now()

  function count(name: string): number {
    // All periods begin together, so that nothing has to be swept and the memory is as large as one of them.
    if (now() - since >= perMs) {
      counts = new Map()
      since = now()
    }
    return counts.get(name) ?? 0
  }

  return {
    take(name) {
      const taken = count(name) + 1
      counts.set(name, taken)
      return taken <= most
    },
    isUsedUp: (name) => count(name) >= most,
  }
}
