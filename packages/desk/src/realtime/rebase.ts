import {
  type ConversationRow,
  type DeskState,
  type Message,
  type MessagesAnswer,
  type Thread,
  withPage,
  withRows,
} from '@duokefu/contract'

/**
 * A fresh snapshot over what was known: threads and finished conversations stay (they aren't part of
 * a snapshot), rows that claimed to wait or to be mine and aren't in it go, but for the open ones.
 */
export function rebase(known: DeskState | null, fresh: DeskState, open: ReadonlySet<string>): DeskState {
  if (known === null) return fresh
  const kept = [...known.conversations.values()].filter(
    (row) => !fresh.conversations.has(row.openid) && (open.has(row.openid) || outsideSnapshots(row, fresh)),
  )
  return {
    ...fresh,
    conversations: new Map([
      ...kept.map((row) => [row.openid, row] as const),
      ...[...fresh.conversations].map(([openid, row]) => [openid, newer(known, row)] as const),
    ]),
    threads: known.threads,
  }
}

/**
 * A thread after its newest page was fetched again. What was read further up stays where it joins on,
 * so that nobody's scroll position is lost over a reconnect.
 */
export function withNewestPage(thread: Thread | undefined, page: MessagesAnswer): Thread {
  const fresh = withPage(undefined, page, 'newest')
  const first = page.messages[0]
  if (thread === undefined || first === undefined) return fresh
  const earlier = thread.messages.filter((message) => message.seq < first.seq)
  const last = earlier.at(-1)
  if (last === undefined || last.seq + 1 < first.seq) return fresh
  const { before, olderDeleted } = thread
  return withPage(fresh, { ...fresh, messages: earlier, before, olderDeleted }, 'older')
}

/**
 * A thread with one record more, without claiming to know what else happened up to its version. A run that ends before
 * the newest end is left alone: the record stands behind what is missing there.
 */
export function withMessage(thread: Thread, message: Message): Thread {
  if (thread.after !== null && message.seq > (thread.messages.at(-1)?.seq ?? 0)) return thread
  return withPage(thread, { ...thread, messages: [message] }, 'older')
}

/**
 * The desk with all rows that are served now. A row of a colleague that claimed to be served `before` they were asked
 * for, and isn't among them, ended unseen and goes; what frames changed meanwhile stays.
 */
export function withServing(
  known: DeskState,
  rows: readonly ConversationRow[],
  before: ReadonlyMap<string, ConversationRow>,
  open: ReadonlySet<string>,
): DeskState {
  const served = new Set(rows.map((row) => row.openid))
  const hasEnded = (row: ConversationRow) =>
    row.state === 'serving' &&
    row.agentId !== known.me.agentId &&
    !served.has(row.openid) &&
    !open.has(row.openid) &&
    before.get(row.openid) === row
  const kept = [...known.conversations].filter(([, row]) => !hasEnded(row))
  return { ...known, conversations: withRows(new Map(kept), rows) }
}

function outsideSnapshots(row: ConversationRow, fresh: DeskState): boolean {
  return row.state === 'none' || (row.state === 'serving' && row.agentId !== fresh.me.agentId)
}

function newer(known: DeskState, row: ConversationRow): ConversationRow {
  const before = known.conversations.get(row.openid)
  return before !== undefined && before.version >= row.version ? before : row
}
