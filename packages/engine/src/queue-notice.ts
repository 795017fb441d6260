/** How long the common queue is. */
export interface QueueFacts {
  /** Customers who wait already. */
  readonly ahead: number
  /** How long the customers of the last hour waited on average; null = none did. */
  readonly meanWaitMs: number | null
}

const position = '{position}'
const minutes = '{minutes}'

/** Whether a notice says what has to be counted. */
export function countsQueue(notice: string | null): boolean {
  return notice !== null && (notice.includes(position) || notice.includes(minutes))
}

/** A queue notice with its numbers: the place in the queue from 1, the minutes to wait from 1. */
export function fillQueueNotice(notice: string, queue: () => QueueFacts): string {
  if (!countsQueue(notice)) return notice
  const { ahead, meanWaitMs } = queue()
  const wait = Math.max(1, Math.ceil((meanWaitMs ?? 0) / 60_000))
  return notice.replaceAll(position, String(ahead + 1)).replaceAll(minutes, String(wait))
}
