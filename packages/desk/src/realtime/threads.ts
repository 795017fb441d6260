import {
  applyEvent,
  type MessagesAnswer,
  type ServerFrame,
  type Thread,
  withPage,
  withRows,
} from '@duokefu/contract'
import type { Api } from './api.ts'
import { asApiError } from './api-error.ts'
import type { Cell } from './cell.ts'
import { notLoaded, type StoreState, type ThreadLoad } from './desk-state.ts'
import { withoutReplies } from './pending.ts'
import { withNewestPage } from './rebase.ts'
import { fetchRun } from './thread-run.ts'

type MessagesFrame = Extract<ServerFrame, { type: 'messages' }>

/** Which customers' records are on the screen, and their fetching. */
export interface Threads {
  readonly open: ReadonlySet<string>
  /** Shows the newest records, or those around a `seq`. */
  openThread(openid: string, at: number | null): void
  closeThread(openid: string): void
  /** The newest end, also for a thread that is read further up. */
  loadNewest(openid: string): Promise<void>
  loadOlder(openid: string): Promise<void>
  loadNewer(openid: string): Promise<void>
  /** On a new connection: says what is open, and fetches the same records again. */
  reopen(): void
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
/** So many customers who were left are kept, to be shown at once when the agent comes back to them; a day has hundreds. */
const KEPT_CLOSED = 20

export function createThreads({ api, cell, tellView, later }: ThreadsOptions): Threads {
  const open = new Set<string>()
  /** Who was left, the longest ago first. */
  const closed = new Set<string>()
  /** Frames that came while the page they build on was on its way; a later wish takes the place of an earlier one. */
  const early = new Map<string, { readonly frames: MessagesFrame[]; readonly wish: symbol }>()

  const threadOf = (openid: string) => cell.get().desk?.threads.get(openid)

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
      return { ...now, desk: applied.state, pending: withoutReplies(now.pending, storedOf(frame)) }
    })
    return stale
  }

  /** Fetches, puts what came into the thread, then tells it what was said meanwhile. */
  async function fetchInto(
    openid: string,
    part: 'newest' | 'newer',
    fetch: () => Promise<MessagesAnswer>,
    put: (thread: Thread | undefined, page: MessagesAnswer) => Thread | undefined,
    from: number | null = null,
  ): Promise<void> {
    const wish = Symbol(part)
    early.set(openid, { frames: early.get(openid)?.frames ?? [], wish })
    const isWished = () => early.get(openid)?.wish === wish
    setLoad(openid, { newest: 'ready', newer: 'idle', [part]: 'loading', error: null })
    try {
      const page = await fetch()
      if (!isWished()) return
      cell.set((now) => withFetched(now, openid, put(now.desk?.threads.get(openid), page), page, from))
      const frames = early.get(openid)?.frames ?? []
      early.delete(openid)
      setLoad(openid, { newest: 'ready', newer: 'idle' })
      for (const frame of frames) hear(frame)
      checkBehind(openid)
    } catch (thrown) {
      if (!isWished()) return
      early.delete(openid)
      setLoad(openid, { [part]: 'failed', error: asApiError(thrown).code })
    }
  }

  async function loadNewest(openid: string): Promise<void> {
    await fetchInto(openid, 'newest', () => api.messages(openid, { newest: true }), withNewestPage)
  }

  async function loadAround(openid: string, seq: number): Promise<void> {
    const ask = () => api.messages(openid, { around: seq })
    await fetchInto(openid, 'newest', ask, (_, page) => withPage(undefined, page, 'around'), seq)
  }

  async function loadNewer(openid: string): Promise<void> {
    const after = threadOf(openid)?.after ?? null
    if (after === null || early.has(openid)) return
    const ask = () => api.messages(openid, { after })
    // Replaced meanwhile: this page would leave a hole.
    await fetchInto(openid, 'newer', ask, (thread, page) =>
      thread?.after === after ? withPage(thread, page, 'newer') : thread,
    )
  }

  /** After something may have been missed: the same records again. */
  function refresh(openid: string): void {
    if (early.has(openid)) return
    const thread = threadOf(openid)
    if (thread === undefined || thread.after === null) void loadNewest(openid)
    else
      void fetchInto(
        openid,
        'newest',
        () => fetchRun(api, openid, thread),
        (_, run) => run,
      )
  }

  async function loadOlder(openid: string): Promise<void> {
    const before = threadOf(openid)?.before ?? null
    if (before === null || cell.get().threads.get(openid)?.older === 'loading') return
    setLoad(openid, { older: 'loading', error: null })
    try {
      const page = await api.messages(openid, { before })
      cell.set((now) => {
        const thread = now.desk?.threads.get(openid)
        // Replaced meanwhile by a page that doesn't join on: this page would leave a hole.
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
    early.get(frame.openid)?.frames.push(frame)
    for (const openid of apply(frame)) refresh(openid)
  }

  function isBehind(openid: string): boolean {
    const told = cell.get().desk?.conversations.get(openid)?.last?.seq
    const thread = threadOf(openid)
    return told !== undefined && thread?.after === null && told > (thread.messages.at(-1)?.seq ?? 0)
  }

  function checkBehind(openid: string): void {
    if (!open.has(openid) || !isBehind(openid)) return
    later(() => {
      if (open.has(openid) && isBehind(openid)) refresh(openid)
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

  function needRow(openid: string): void {
    if (cell.get().desk?.conversations.has(openid) !== true) void loadRow(openid)
  }

  /** What is opened again is fetched again, so that nothing but a moment is lost with these records. */
  function forgetOldest(): void {
    const gone = new Set([...closed].slice(0, Math.max(0, closed.size - KEPT_CLOSED)))
    if (gone.size === 0) return
    for (const openid of gone) {
      closed.delete(openid)
      early.delete(openid)
    }
    cell.set((now) => ({
      ...now,
      desk:
        now.desk === null
          ? null
          : {
              ...now.desk,
              threads: without(now.desk.threads, gone),
              viewers: without(now.desk.viewers, gone),
            },
      threads: without(now.threads, gone),
    }))
  }

  return {
    open,
    openThread(openid, at) {
      open.add(openid)
      closed.delete(openid)
      tellView([...open])
      void (at === null ? loadNewest(openid) : loadAround(openid, at))
      needRow(openid)
    },
    closeThread(openid) {
      open.delete(openid)
      closed.add(openid)
      tellView([...open])
      forgetOldest()
    },
    reopen() {
      if (open.size === 0) return
      tellView([...open])
      for (const openid of open) {
        refresh(openid)
        needRow(openid)
      }
    },
    loadNewest,
    loadOlder,
    loadNewer,
    hear,
    checkBehind,
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, gone: ReadonlySet<string>): Map<string, Value> {
  return new Map([...map].filter(([openid]) => !gone.has(openid)))
}

/** What came put on the screen; a run that has nothing of what was shown before begins anew. */
function withFetched(
  now: StoreState,
  openid: string,
  thread: Thread | undefined,
  page: MessagesAnswer,
  from: number | null,
): StoreState {
  if (now.desk === null || thread === undefined) return now
  const shown = now.desk.threads.get(openid)
  const load = now.threads.get(openid) ?? notLoaded
  const isNew = from !== null || (shown !== undefined && !joins(shown, thread))
  return {
    ...now,
    desk: { ...now.desk, threads: new Map([...now.desk.threads, [openid, thread]]) },
    threads: isNew ? new Map([...now.threads, [openid, { ...load, run: load.run + 1, from }]]) : now.threads,
    pending: withoutReplies(now.pending, storedOf(page)),
  }
}

/** Whether a thread still shows something of what was shown before it. */
function joins(before: Thread, after: Thread): boolean {
  const seqs = new Set(after.messages.map(({ seq }) => seq))
  return before.messages.length === 0 || before.messages.some(({ seq }) => seqs.has(seq))
}

/** The browser's own ids of replies that are stored now. */
function storedOf({ messages }: Pick<MessagesAnswer, 'messages'>): ReadonlySet<string> {
  return new Set(messages.flatMap(({ clientId }) => (clientId === null ? [] : [clientId])))
}
