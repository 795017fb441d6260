import type { Agent, ConversationRow, DeskState } from '@duokefu/contract'
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ConnectionState } from './connection.ts'
import { notLoaded, type StoreState, type ThreadView } from './desk-state.ts'
import type { DeskStore } from './desk-store.ts'
import type { PendingReply } from './pending.ts'
import { createTicker } from './ticker.ts'

export const DeskStoreContext = createContext<DeskStore | null>(null)

/** The store of the account on the screen: what an agent can do. */
export function useDeskStore(): DeskStore {
  const store = use(DeskStoreContext)
  if (store === null) throw new Error('no desk store above this component')
  return store
}

/** A part of everything the store knows. `select` must answer the same value for the same state. */
export function useStoreState<T>(select: (state: StoreState) => T): T {
  const store = useDeskStore()
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()))
}

/** A part of the desk's state; only below the gate that waits for the first snapshot. */
export function useDesk<T>(select: (desk: DeskState) => T): T {
  return useStoreState(({ desk }) => {
    if (desk === null) throw new Error('the desk is not loaded')
    return select(desk)
  })
}

export function useRow(openid: string): ConversationRow | undefined {
  return useDesk(({ conversations }) => conversations.get(openid))
}

export function useThread(openid: string): ThreadView {
  const thread = useDesk(({ threads }) => threads.get(openid))
  const load = useStoreState(({ threads }) => threads.get(openid) ?? notLoaded)
  return useMemo(() => ({ thread, load }), [thread, load])
}

/** The customer's replies that aren't stored yet, in order. */
export function usePending(openid: string): readonly PendingReply[] {
  const all = useStoreState(({ pending }) => pending)
  return useMemo(() => all.filter((reply) => reply.openid === openid), [all, openid])
}

export function useAgents(): ReadonlyMap<string, Agent> {
  return useDesk(({ agents }) => agents)
}

export function useMe(): DeskState['me'] {
  return useDesk(({ me }) => me)
}

export function useConnection(): ConnectionState {
  return useStoreState(({ connection }) => connection)
}

const ticker = createTicker()

/** Server time, rounded down to `intervalMs` (whole seconds); renders again when that changes. */
export function useNow(intervalMs: number): number {
  const { clock } = useDeskStore()
  const read = useCallback(() => Math.floor(clock.now() / intervalMs) * intervalMs, [clock, intervalMs])
  return useSyncExternalStore(ticker.subscribe, read)
}
