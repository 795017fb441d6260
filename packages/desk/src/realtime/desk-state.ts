import type { DeskState, ErrorCode, Thread } from '@duokefu/contract'
import type { ConnectionState } from './connection.ts'
import type { PendingReplies } from './pending.ts'

/** How far the fetching of one customer's records is. */
export interface ThreadLoad {
  readonly newest: 'idle' | 'loading' | 'ready' | 'failed'
  readonly older: 'idle' | 'loading' | 'failed'
  readonly newer: 'idle' | 'loading' | 'failed'
  readonly error: ErrorCode | null
  /** Grows whenever the records were replaced by others, so that the list begins anew: at `from`, else at the end. */
  readonly run: number
  readonly from: number | null
}

export const notLoaded: ThreadLoad = {
  newest: 'idle',
  older: 'idle',
  newer: 'idle',
  error: null,
  run: 0,
  from: null,
}

/** How far the fetching of 「最近」 is; `before` leads to the next page. */
export interface RecentLoad {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed'
  readonly before: number | null
}

/** Everything the screen shows; replaced, never changed. */
export interface StoreState {
  /** null until the first snapshot is there. */
  readonly desk: DeskState | null
  /** Why the first snapshot isn't there. */
  readonly failed: ErrorCode | null
  readonly connection: ConnectionState
  /** Set when this login is over; nothing is sent or fetched from then on. */
  readonly ended: 'login_ended' | 'agent_left' | null
  readonly threads: ReadonlyMap<string, ThreadLoad>
  readonly recent: RecentLoad
  readonly pending: PendingReplies
}

export interface ThreadView {
  readonly thread: Thread | undefined
  readonly load: ThreadLoad
}
