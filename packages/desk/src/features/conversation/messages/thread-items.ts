import type { Message } from '@duokefu/contract'

/** A line of the conversation: one record, and what stands above it. One record is always one line. */
export interface ThreadItem<P> {
  /** Survives the change from the browser's own copy to the stored record. */
  readonly key: string
  readonly entry:
    | { readonly kind: 'message'; readonly message: Message }
    | { readonly kind: 'pending'; readonly pending: P }
  readonly at: number
  /** A line with the day, or only with the time after five quiet minutes. */
  readonly above: 'day' | 'time' | null
  /** 「以下是新消息」 stands above it. */
  readonly startsNew: boolean
  /** First of its sender's group: it has the avatar, the label and the larger gap. */
  readonly first: boolean
}

/** What a reply that the browser still keeps must say of itself. */
export interface PendingLike {
  readonly clientId: string
  readonly at: number
}

const groupMs = 3 * 60_000
const quietMs = 5 * 60_000

/**
 * The lines of a thread, stored ones first, then those on their way. `newFromSeq` is the first record that
 * was unread when the conversation was opened, null if none. Days are the reader's local ones.
 */
export function threadItems<P extends PendingLike>(
  messages: readonly Message[],
  pending: readonly P[],
  newFromSeq: number | null,
  me: string,
): ThreadItem<P>[] {
  const items: ThreadItem<P>[] = []
  const stored = new Set<string>()
  let previousAt: number | null = null
  let previousSender: string | null = null
  let day: Day | null = null

  function push(
    key: string,
    entry: ThreadItem<P>['entry'],
    at: number,
    sender: string | null,
    startsNew: boolean,
  ): void {
    const newDay = day === null || at < day.from || at >= day.to
    if (day === null || newDay) day = dayOf(at)
    // A line about what happened carries its own time.
    const quiet = previousAt !== null && at - previousAt > quietMs && !isEvent(entry)
    const above = newDay ? 'day' : quiet ? 'time' : null
    const near = previousAt !== null && at - previousAt <= groupMs
    const first = sender === null || sender !== previousSender || !near || above !== null || startsNew
    items.push({ key, entry, at, above, startsNew, first })
    previousAt = at
    previousSender = sender
  }

  for (const message of messages) {
    if (message.clientId !== null) stored.add(message.clientId)
    const key = message.clientId ?? `seq-${message.seq}`
    push(key, { kind: 'message', message }, message.at, senderOf(message), message.seq === newFromSeq)
  }
  for (const one of pending) {
    if (stored.has(one.clientId)) continue
    // Clocks may differ by a little: what is on its way is never older than what is stored.
    push(
      one.clientId,
      { kind: 'pending', pending: one },
      Math.max(one.at, previousAt ?? 0),
      `out:agent:${me}`,
      false,
    )
  }
  return items
}

/** Whether a line looks as it did: lines are made anew with each page, their records stay what they were. */
export function looksSame<P>(a: ThreadItem<P>, b: ThreadItem<P>): boolean {
  return (
    recordOf(a) === recordOf(b) &&
    a.key === b.key &&
    a.at === b.at &&
    a.above === b.above &&
    a.startsNew === b.startsNew &&
    a.first === b.first
  )
}

function recordOf<P>({ entry }: ThreadItem<P>): Message | P {
  return entry.kind === 'message' ? entry.message : entry.pending
}

/** The first of the last `unread` records of the fan; null if none is unread. */
export function firstUnread(messages: readonly Message[], unread: number): number | null {
  let left = unread
  let seq: number | null = null
  for (let index = messages.length - 1; index >= 0 && left > 0; index--) {
    const message = messages[index]
    if (message === undefined || message.direction !== 'in') continue
    seq = message.seq
    left--
  }
  return seq
}

function isEvent<P>(entry: ThreadItem<P>['entry']): boolean {
  return entry.kind === 'message' && entry.message.direction === 'event'
}

/** Records without a bubble have no sender: each stands alone. */
function senderOf(message: Message): string | null {
  if (message.direction === 'event' || message.direction === 'note') return null
  if (message.delivery?.state === 'cancelled') return null
  return `${message.direction}:${message.origin}:${message.agentId ?? ''}`
}

interface Day {
  readonly from: number
  readonly to: number
}

function dayOf(at: number): Day {
  const start = new Date(at)
  start.setHours(0, 0, 0, 0)
  const end = new Date(start)
  end.setDate(end.getDate() + 1)
  return { from: start.getTime(), to: end.getTime() }
}
