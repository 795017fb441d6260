import { applyEvent, type ServerFrame, withPage, withRows } from '@duokefu/contract'
import type { Api } from './api.ts'
import { asApiError } from './api-error.ts'
import type { Cell } from './cell.ts'
import { notLoaded, type StoreState, type ThreadLoad } from './desk-state.ts'
import { withoutReplies } from './pending.ts'
import { withNewestPage } from './rebase.ts'

type MessagesFrame = Extract<ServerFrame, { type: 'messages' }>

/** Which customers' records are on the screen, and their fetching. */
export interface Threads {
  readonly open: ReadonlySet<string>
  openThread(openid: string): void
  closeThread(openid: string): void
  loadNewest(openid: string): Promise<void>
  loadOlder(openid: string): Promise<void>
  /** Records that came by the socket. */
  hear(frame: MessagesFrame): void
  /** After a row said more than the thread knows: looks again a moment later. */
  checkBehind(openid: string): void
}

export interface ThreadsOptions {
  readonly api: Api
  readonly cell: Cell<StoreState>
  readonly tellView: (openids: string[]) => void
  readonly later: (run: () => void, ms: number) => void
}

/** A row may be told before its records; only after this long is the thread behind. */
const BEHIND_MS = 1_500

export function createThreads({ api, cell, tellView, later }: ThreadsOptions): Threads {
  const open = new Set<string>()
  /** Frames that came while the page they build on was on its way. */
  const early = new Map<string, MessagesFrame[]>()

  function setLoad(openid: string, change: Partial<ThreadLoad>): void {
    cell.set((now) => {
      const load = { ...(now.threads.get(openid) ?? notLoaded), ...change }
      return { ...now, threads: new Map([...now.threads, [openid, load]]) }
    })
  }

  function apply(frame: MessagesFrame): readonly string[] {
    let stale: readonly string[] = []
    cell.set((now) => {
      if (now.desk === null) return now
      const applied = applyEvent(now.desk, frame)
      stale = applied.stale
      const stored = frame.messages.flatMap(({ clientId }) => (clientId === null ? [] : [clientId]))
      return { ...now, desk: applied.state, pending: withoutReplies(now.pending, new Set(stored)) }
    })
    return stale
  }

  async function loadNewest(openid: string): Promise<void> {
    if (early.has(openid)) return
    early.set(openid, [])
    setLoad(openid, { newest: 'loading', error: null })
    try {
      const page = await api.messages(openid, null)
      cell.set((now) => {
        if (now.desk === null) return now
        const thread = withNewestPage(now.desk.threads.get(openid), page)
        const stored = page.messages.flatMap(({ clientId }) => (clientId === null ? [] : [clientId]))
        return {
          ...now,
          desk: { ...now.desk, threads: new Map([...now.desk.threads, [openid, thread]]) },
          pending: withoutReplies(now.pending, new Set(stored)),
        }
      })
      const frames = early.get(openid) ?? []
      early.delete(openid)
      setLoad(openid, { newest: 'ready' })
      for (const frame of frames) hear(frame)
      checkBehind(openid)
    } catch (thrown) {
      early.delete(openid)
      setLoad(openid, { newest: 'failed', error: asApiError(thrown).code })
    }
  }

  async function loadOlder(openid: string): Promise<void> {
    const state = cell.get()
    const before = state.desk?.threads.get(openid)?.before ?? null
    if (before === null || state.threads.get(openid)?.older === 'loading') return
    setLoad(openid, { older: 'loading', error: null })
    try {
      const page = await api.messages(openid, before)
      cell.set((now) => {
        const thread = now.desk?.threads.get(openid)
        // Replaced meanwhile by a newest page that doesn't join on: this page would leave a hole.
        if (now.desk === null || thread?.before !== before) return now
        const longer = withPage(thread, page, 'older')
        return { ...now, desk: { ...now.desk, threads: new Map([...now.desk.threads, [openid, longer]]) } }
      })
      setLoad(openid, { older: 'idle' })
    } catch (thrown) {
      setLoad(openid, { older: 'failed', error: asApiError(thrown).code })
    }
  }

  function hear(frame: MessagesFrame): void {
    const waiting = early.get(frame.openid)
    if (waiting !== undefined) waiting.push(frame)
    for (const openid of apply(frame)) void loadNewest(openid)
  }

  function isBehind(openid: string): boolean {
    const desk = cell.get().desk
    const told = desk?.conversations.get(openid)?.last?.seq
    const known = desk?.threads.get(openid)?.messages.at(-1)?.seq ?? 0
    return told !== undefined && told > known && desk?.threads.has(openid) === true
  }

  function checkBehind(openid: string): void {
    if (!open.has(openid) || !isBehind(openid)) return
    later(() => {
      if (open.has(openid) && isBehind(openid)) void loadNewest(openid)
    }, BEHIND_MS)
  }

  async function loadRow(openid: string): Promise<void> {
    try {
      const { conversation } = await api.conversation(openid)
      cell.set((now) =>
        now.desk === null
          ? now
          : {
              ...now,
              desk: { ...now.desk, conversations: withRows(now.desk.conversations, [conversation]) },
            },
      )
    } catch (thrown) {
      setLoad(openid, { newest: 'failed', error: asApiError(thrown).code })
    }
  }

  return {
    open,
    openThread(openid) {
      open.add(openid)
      tellView([...open])
      void loadNewest(openid)
      if (cell.get().desk?.conversations.has(openid) !== true) void loadRow(openid)
    },
    closeThread(openid) {
      open.delete(openid)
      tellView([...open])
    },
    loadNewest,
    loadOlder,
    hear,
    checkBehind,
  }
}
