import type { Message } from './content.ts'
import type { Agent, ConversationRow, Group } from './conversation.ts'
import type { ServerFrame } from './realtime.ts'
import type { DeskSnapshot, MessagesAnswer, MySettings } from './routes.ts'

/**
 * The records of one customer that a screen holds: a contiguous run of them, in order of `seq`. `version` is the one up
 * to which they are complete. With `after` null the run reaches the newest end, and new records join on; else there are
 * records between its end and what a frame brings, so that only its own are changed by frames.
 */
export interface Thread {
  readonly version: number
  readonly messages: readonly Message[]
  readonly before: string | null
  readonly after: string | null
  readonly olderDeleted: boolean
}

/** What a desk knows. Built from a snapshot, kept true by frames. */
export interface DeskState {
  readonly account: DeskSnapshot['account']
  readonly me: DeskSnapshot['me']
  readonly agents: ReadonlyMap<string, Agent>
  readonly groups: readonly Group[]
  readonly conversations: ReadonlyMap<string, ConversationRow>
  readonly threads: ReadonlyMap<string, Thread>
  readonly viewers: ReadonlyMap<string, readonly string[]>
  /** The server's database is away: the desk can only look. */
  readonly storageAway: boolean
  readonly thresholds: DeskSnapshot['thresholds']
  readonly allowance: DeskSnapshot['allowance']
}

/** `stale` names threads with a gap, to be fetched again; `resync` asks for everything. */
export interface Applied {
  readonly state: DeskState
  readonly stale: readonly string[]
  readonly resync: boolean
}

export function stateOf(snapshot: DeskSnapshot): DeskState {
  return {
    account: snapshot.account,
    me: snapshot.me,
    agents: new Map(snapshot.agents.map((agent) => [agent.id, agent])),
    groups: snapshot.groups,
    conversations: new Map(snapshot.conversations.map((row) => [row.openid, row])),
    threads: new Map(),
    viewers: new Map(),
    storageAway: false,
    thresholds: snapshot.thresholds,
    allowance: snapshot.allowance,
  }
}

/** The new state after a frame. A frame that is not newer changes nothing. */
export function applyEvent(state: DeskState, frame: ServerFrame): Applied {
  switch (frame.type) {
    case 'conversations':
      return fine({ ...state, conversations: withRows(state.conversations, frame.rows) })
    case 'messages':
      return applyMessages(state, frame)
    case 'agents':
      return fine({
        ...state,
        agents: new Map([...state.agents, ...frame.agents.map((agent) => [agent.id, agent] as const)]),
        groups: frame.groups ?? state.groups,
      })
    case 'me':
      return fine({ ...state, me: withMe(state.me, frame.settings, frame.today) })
    case 'viewers':
      return fine({ ...state, viewers: new Map([...state.viewers, [frame.openid, frame.agentIds]]) })
    case 'account': {
      const { name, interfaceOn, wechatDesk } = frame
      return fine({ ...state, account: { ...state.account, name, interfaceOn, wechatDesk } })
    }
    case 'storage':
      return fine({ ...state, storageAway: frame.away })
    case 'resync':
      return { state, stale: [], resync: true }
    case 'hello':
    case 'pong':
    case 'goodbye':
      return fine(state)
  }
}

/** Puts fetched rows (recent ones, one conversation) beside those that frames keep true. */
export function withRows(
  known: ReadonlyMap<string, ConversationRow>,
  rows: readonly ConversationRow[],
): ReadonlyMap<string, ConversationRow> {
  const newer = rows.filter((row) => (known.get(row.openid)?.version ?? -1) < row.version)
  return newer.length === 0 ? known : new Map([...known, ...newer.map((row) => [row.openid, row] as const)])
}

/**
 * The thread after a page was fetched: the newest page and one around a record replace it, an older one goes before it,
 * a newer one behind it. A page that reaches the newest end is complete up to its own version alone: what frames told
 * of later records was passed over until now, and has to be told once more.
 */
export function withPage(
  thread: Thread | undefined,
  page: MessagesAnswer,
  asked: 'newest' | 'around' | 'older' | 'newer',
): Thread {
  if (thread === undefined || asked === 'newest' || asked === 'around') return { ...page }
  const messages = merge(page.messages, thread.messages)
  if (asked === 'older') {
    return { ...thread, messages, before: page.before, olderDeleted: page.olderDeleted }
  }
  const version = page.after === null ? Math.min(thread.version, page.version) : thread.version
  return { ...thread, version, messages, after: page.after }
}

function applyMessages(state: DeskState, frame: Extract<ServerFrame, { type: 'messages' }>): Applied {
  const thread = state.threads.get(frame.openid)
  if (thread === undefined || frame.version <= thread.version) return fine(state)
  if (frame.since > thread.version) return { state, stale: [frame.openid], resync: false }
  // What is older than the screen's records, or newer than a run that ends before the end, comes with its page.
  const oldest = thread.messages[0]?.seq ?? Number.NEGATIVE_INFINITY
  const newest = thread.after === null ? Number.POSITIVE_INFINITY : (thread.messages.at(-1)?.seq ?? oldest)
  const seen = frame.messages.filter(({ seq }) => seq >= oldest && seq <= newest)
  const next = { ...thread, version: frame.version, messages: merge(thread.messages, seen) }
  return fine({ ...state, threads: new Map([...state.threads, [frame.openid, next]]) })
}

/** Both in order of `seq`; of two records with one seq the newer version stays. New ones at an end cost no sorting. */
function merge(a: readonly Message[], b: readonly Message[]): readonly Message[] {
  if (isBefore(a, b)) return [...a, ...b]
  if (isBefore(b, a)) return [...b, ...a]
  const bySeq = new Map(a.map((message) => [message.seq, message]))
  for (const message of b) {
    const known = bySeq.get(message.seq)
    if (known === undefined || known.version <= message.version) bySeq.set(message.seq, message)
  }
  return [...bySeq.values()].sort((x, y) => x.seq - y.seq)
}

function isBefore(a: readonly Message[], b: readonly Message[]): boolean {
  const last = a.at(-1)
  const first = b[0]
  return last === undefined || first === undefined || last.seq < first.seq
}

function withMe(
  me: DeskState['me'],
  settings: MySettings | null,
  today: DeskState['me']['today'] | null,
): DeskState['me'] {
  return { ...me, settings: settings ?? me.settings, today: today ?? me.today }
}

function fine(state: DeskState): Applied {
  return { state, stale: [], resync: false }
}
