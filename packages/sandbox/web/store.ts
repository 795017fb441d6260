import { useSyncExternalStore } from 'react'
import {
  type AccountView,
  type Agent,
  api,
  type Entry,
  type Face,
  type Fan,
  type Faults,
  type Notice,
  type Push,
} from './api.ts'

/** Everything that the page shows, as the sandbox last said it. */
export type State = {
  connected: boolean
  account: AccountView | null
  people: Fan[]
  logs: Record<string, Entry[]>
  /** 「服务通知」 per person, oldest first. */
  notices: Record<string, Notice[]>
  /** The last entry that was on the screen, per person. */
  seen: Record<string, number>
  /** How many notices were, per person. */
  seenNotices: Record<string, number>
  pushes: Push[]
  faults: Faults | null
  agents: Agent[]
  serverOrigin: string | null
  faces: Face[]
}

type Change =
  | { type: 'entry'; personId: string; entry: Entry }
  | { type: 'notices'; personId: string }
  | { type: 'people' | 'fan' | 'push' | 'faults' | 'reset' }

const REFRESH_MS = 250
const RECONNECT_MS = 1500
const AGENTS_MS = 10_000

let state: State = {
  connected: true,
  account: null,
  people: [],
  logs: {},
  notices: {},
  seen: {},
  seenNotices: {},
  pushes: [],
  faults: null,
  agents: [],
  serverOrigin: null,
  faces: [],
}
const listeners = new Set<() => void>()

export function useStore(): State {
  return useSyncExternalStore(subscribe, () => state)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(changes: Partial<State>): void {
  state = { ...state, ...changes }
  for (const listener of listeners) listener()
}

/** Opens the live connection and keeps it; after each break the whole state is fetched anew. */
export function connect(): void {
  const socket = new WebSocket(`ws://${location.host}/sandbox/live`)
  socket.onopen = () => {
    set({ connected: true, logs: {}, notices: {} })
    void refresh()
    void refreshAgents()
  }
  socket.onmessage = (message) => take(JSON.parse(String(message.data)) as Change)
  socket.onclose = () => {
    set({ connected: false })
    setTimeout(connect, RECONNECT_MS)
  }
}

/** Fetches a person's chat and notices once; from then on they grow by what happens. */
export async function openPhone(id: string): Promise<void> {
  if (state.logs[id] !== undefined) return
  const [{ entries }] = await Promise.all([api.log(id), refreshNotices(id)])
  set({ logs: { ...state.logs, [id]: merge(entries, state.logs[id] ?? []) } })
}

async function refreshNotices(id: string): Promise<void> {
  const { notices } = await api.notices(id)
  set({ notices: { ...state.notices, [id]: notices } })
}

export function markNoticesSeen(id: string, count: number): void {
  if ((state.seenNotices[id] ?? 0) < count) set({ seenNotices: { ...state.seenNotices, [id]: count } })
}

export function markSeen(id: string, seq: number): void {
  if ((state.seen[id] ?? 0) < seq) set({ seen: { ...state.seen, [id]: seq } })
}

async function refresh(): Promise<void> {
  const [account, people, pushes, faults, faces] = await Promise.all([
    api.account(),
    api.people(),
    api.pushes(),
    api.faults(),
    state.faces.length > 0 ? { faces: state.faces } : api.faces(),
  ])
  const first = state.people.length === 0
  const seen = first
    ? Object.fromEntries(people.people.map((fan) => [fan.id, fan.last?.seq ?? 0]))
    : state.seen
  set({
    account,
    people: people.people,
    pushes: pushes.pushes,
    faults: faults.faults,
    faces: faces.faces,
    seen,
  })
}

async function refreshAgents(): Promise<void> {
  set(await api.agents())
  // The server may come up after this page: ask again while nobody is there.
  if (state.agents.length === 0 && state.connected) setTimeout(() => void refreshAgents(), AGENTS_MS)
}

function take(change: Change): void {
  if (change.type === 'reset') set({ logs: {}, notices: {}, seen: {}, seenNotices: {} })
  if (change.type === 'notices') void refreshNotices(change.personId)
  if (change.type === 'entry') {
    const { personId, entry } = change
    const log = state.logs[personId]
    if (log !== undefined) set({ logs: { ...state.logs, [personId]: merge(log, [entry]) } })
  }
  refreshSoon()
}

function merge(log: Entry[], newer: Entry[]): Entry[] {
  const last = log.at(-1)?.seq ?? 0
  return [...log, ...newer.filter((entry) => entry.seq > last)]
}

let due = false
function refreshSoon(): void {
  if (due) return
  due = true
  setTimeout(() => {
    due = false
    void refresh()
  }, REFRESH_MS)
}
