/** A value that is replaced as a whole, and those who want to know. */
export interface Cell<T> {
  get(): T
  set(change: (now: T) => T): void
  /** Answers with the way to stop listening, as `useSyncExternalStore` wants it. */
  subscribe(listener: () => void): () => void
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(change) {
      const next = change(value)
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
