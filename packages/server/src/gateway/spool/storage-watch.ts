import type { Timers } from '../../delivery/timers.ts'

/** Whether the database answers, as this process sees it. */
export interface StorageWatch {
  /** True when it has not answered for longer than a request is held. */
  isAway(): boolean
  onChange(listener: (isAway: boolean) => void): void
  /** Asks once; resolves when that is known. */
  runOnce(): Promise<void>
  start(): void
  stop(): void
}

const askEveryMs = 1_000

export interface StorageWatchParts {
  readonly ask: () => Promise<unknown>
  readonly timers: Timers
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** How long it may be silent. */
  readonly awayAfterMs: number
}

export function createStorageWatch({ ask, timers, monotonic, awayAfterMs }: StorageWatchParts): StorageWatch {
  const listeners: ((isAway: boolean) => void)[] = []
  let answeredAt = monotonic()
  let asking: Promise<void> | null = null
  let away = false
  let stopTimer = () => {}

  function look(isAway: boolean): void {
    if (away === isAway) return
    away = isAway
    for (const listener of listeners) listener(isAway)
  }

  async function askOnce(): Promise<void> {
    try {
      await ask()
      answeredAt = monotonic()
      look(false)
    } catch {
      look(monotonic() - answeredAt >= awayAfterMs)
    } finally {
      asking = null
    }
  }

  /** A question without an answer is not asked a second time: each would hold a connection. */
  function tick(): void {
    if (asking !== null && monotonic() - answeredAt >= awayAfterMs) look(true)
    asking ??= askOnce()
  }

  return {
    isAway: () => away,
    onChange: (listener) => void listeners.push(listener),
    runOnce() {
      tick()
      return asking ?? Promise.resolve()
    },
    start() {
      stopTimer = timers.every(askEveryMs, tick)
    },
    stop() {
      stopTimer()
    },
  }
}
