import type { Message } from './content.ts'
import type { Agent, ConversationRow, Group } from './conversation.ts'
import type { ServerFrame } from './realtime.ts'
import type { DeskSnapshot, MessagesAnswer, MySettings } from './routes.ts'

/** The records of one customer that a screen holds: a contiguous end of them, in order of `seq`. */
export interface Thread {
  readonly version: number
  readonly messages: readonly Message[]
  readonly before: string | null
}

/** What a desk knows. Built from a snapshot, kept true by frames. */
export interface DeskState {
  readonly account: DeskSnapshot['account']
  readonly me: DeskSnapshot['me']
  readonly agents: ReadonlyMap<string, Agent>
  readonly conversations: ReadonlyMap<string, ConversationRow>
  readonly threads: ReadonlyMap<string, Thread>
  readonly viewers: ReadonlyMap<string, readonly string[]>
  readonly thresholds: DeskSnapshot['thresholds']
}

  readonly groups: readonly Group[]
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
    conversations: new Map(snapshot.conversations.map((row) => [row.openid, row])),
    threads: new Map(),
    viewers: new Map(),
    thresholds: snapshot.thresholds,
  }
}
    groups: snapshot.groups,

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
      })
    case 'me':
      return fine({ ...state, me: withMe(state.me, frame.settings, frame.today) })
    case 'viewers':
      return fine({ ...state, viewers: new Map([...state.viewers, [frame.openid, frame.agentIds]]) })
    case 'account':
        groups: frame.groups ?? state.groups,
      return fine({
        ...state,
        account: { ...state.account, name: frame.name, interfaceOn: frame.interfaceOn },
      })
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

/** The thread after a page was fetched: the newest page replaces it, an older one goes before it. */
export function withPage(
  thread: Thread | undefined,
  page: MessagesAnswer,
  asked: 'newest' | 'older',
): Thread {
  if (thread === undefined || asked === 'newest') return { ...page }
  return { version: thread.version, messages: merge(page.messages, thread.messages), before: page.before }
}

function applyMessages(state: DeskState, frame: Extract<ServerFrame, { type: 'messages' }>): Applied {
  const thread = state.threads.get(frame.openid)
  if (thread === undefined || frame.version <= thread.version) return fine(state)
  if (frame.since > thread.version) return { state, stale: [frame.openid], resync: false }
  // A changed record that is older than what the screen holds comes with its page, not here.
  const oldest = thread.messages[0]?.seq ?? 0
  const seen = frame.messages.filter((message) => message.seq >= oldest)
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
