import { useEffect, useMemo, useState } from 'react'
import { useAgents, useDesk, useDeskStore, useNow, useStoreState } from '../../realtime/hooks.ts'
import { type ListTab, listOrder } from './list-order.ts'
import { type HeldOrder, useHeldOrder } from './use-held-order.ts'
import { useServingSort, useWaitingSort } from './use-sort.ts'

/** What the list shows and how it was asked for; shared by the column and the keys that walk through it. */
export interface ListView {
  readonly held: HeldOrder
  /** The best order now, whatever stands still on the screen. */
  readonly wanted: readonly string[]
  readonly unansweredOnly: boolean
  setUnansweredOnly(on: boolean): void
  /** 「最近」 only: the next page. */
  loadMore(): void
}

export function useListView(tab: ListTab, selected: string | null): ListView {
  const store = useDeskStore()
  const conversations = useDesk((desk) => desk.conversations)
  const me = useDesk((desk) => desk.me)
  const agents = useAgents()
  const recent = useStoreState((state) => state.recent.status)
  const [servingSort] = useServingSort()
  const [waitingSort] = useWaitingSort()
  const [unansweredOnly, setUnansweredOnly] = useState(false)
  const minute = useNow(60_000)

  const wanted = useMemo(
    () => listOrder({ conversations, me, agents }, { tab, servingSort, waitingSort, unansweredOnly }, minute),
    [conversations, me, agents, tab, servingSort, waitingSort, unansweredOnly, minute],
  )
  const held = useHeldOrder(wanted, selected, `${tab} ${servingSort} ${waitingSort} ${unansweredOnly}`)

  useEffect(() => {
    if (tab === 'recent' && recent === 'idle') store.loadRecent()
  }, [tab, recent, store])

  return {
    held,
    wanted,
    unansweredOnly,
    setUnansweredOnly,
    loadMore() {
      if (tab === 'recent') store.loadRecent()
    },
  }
}
