import {
  applyEvent,
  type DeskState,
  deskSnapshotSchema,
  messagesAnswerSchema,
  type ServerFrame,
  stateOf,
  type Thread,
  withPage,
} from '@duokefu/contract'

/** What a browser makes of snapshot, pages and frames. */
export interface DeskMirror {
  /** null until the first lists are there. */
  state(): DeskState | null
  hear(frame: ServerFrame): void
  /** Lists and open threads anew; what is heard meanwhile is told again on top of them. */
  fetchAll(): Promise<void>
  fetchThread(openid: string): Promise<void>
  /** Resolves when nothing is on its way any more; rejects when lists, or a thread with a gap, could not be fetched. */
  settled(): Promise<void>
  /** What a desk that is opened now would fetch. */
  snapshot(): Promise<DeskState>
  page(openid: string): Promise<Thread>
}

/** `get`: the JSON below the account's path. */
export function createDeskMirror(get: (path: string) => Promise<unknown>): DeskMirror {
  let state: DeskState | null = null
  /** Heard while something was on its way, which may be older or newer. */
  let meanwhile: ServerFrame[] = []
  let underWay = 0
  let fetching: Promise<unknown> = Promise.resolve()
  let failure: unknown = null

  function apply(frame: ServerFrame): void {
    if (state === null) return
    const applied = applyEvent(state, frame)
    state = applied.state
    if (applied.resync) mirror.fetchAll().catch(() => undefined)
    for (const openid of applied.stale) mirror.fetchThread(openid).catch(noteFailure)
  }

  function noteFailure(error: unknown): void {
    failure = error
  }

  /** One after the other, each of the newest state. */
  function next(fetchOne: () => Promise<void>): Promise<void> {
    underWay += 1
    const fetched = fetching.then(fetchOne).finally(() => {
      underWay -= 1
      const heard = meanwhile
      meanwhile = []
      for (const frame of heard) mirror.hear(frame)
    })
    fetching = fetched.catch(() => undefined)
    return fetched
  }

  async function fetchLists(): Promise<void> {
    const fresh = await mirror.snapshot()
    const threads = new Map<string, Thread>()
    for (const openid of state?.threads.keys() ?? []) threads.set(openid, await mirror.page(openid))
    state = { ...fresh, threads, viewers: state?.viewers ?? fresh.viewers }
    failure = null
  }

  const mirror: DeskMirror = {
    state: () => state,
    hear(frame) {
      if (underWay > 0) meanwhile.push(frame)
      else apply(frame)
    },
    fetchAll() {
      const fetched = next(fetchLists)
      fetched.catch(noteFailure)
      return fetched
    },
    fetchThread: (openid) =>
      next(async () => {
        const thread = await mirror.page(openid)
        if (state !== null) state = { ...state, threads: new Map([...state.threads, [openid, thread]]) }
      }),
    async settled() {
      for (let last: unknown = null; last !== fetching; await last) last = fetching
      if (failure !== null) throw failure
    },
    snapshot: async () => stateOf(deskSnapshotSchema.parse(await get('/desk'))),
    async page(openid) {
      const answer = await get(`/conversations/${openid}/messages?limit=200`)
      return withPage(undefined, messagesAnswerSchema.parse(answer), 'newest')
    },
  }
  return mirror
}
