import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'

interface Page<Item, Cursor> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

export interface Pages<Item> {
  readonly items: readonly Item[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: ApiError | null
  readonly hasMore: boolean
  readonly more: () => void
  readonly retry: () => void
}

/** Pages of a list, one after the other; begins anew when `ask` is another function. Late answers to old questions are dropped. */
export function usePages<Item, Cursor>(
  ask: ((cursor: Cursor | null) => Promise<Page<Item, Cursor>>) | null,
): Pages<Item> {
  const [state, setState] = useState<{
    readonly items: readonly Item[]
    readonly next: Cursor | null
    readonly status: Pages<Item>['status']
    readonly error: ApiError | null
  }>({ items: [], next: null, status: 'loading', error: null })
  const asked = useRef(0)

  const load = useCallback(
    (cursor: Cursor | null, before: readonly Item[]) => {
      if (ask === null) return
      asked.current += 1
      const mine = asked.current
      setState((now) => ({ ...now, items: before, status: 'loading', error: null }))
      ask(cursor).then(
        ({ items, next }) => {
          if (asked.current === mine)
            setState({ items: [...before, ...items], next, status: 'ready', error: null })
        },
        (thrown: unknown) => {
          if (asked.current === mine)
            setState((now) => ({ ...now, status: 'failed', error: asApiError(thrown) }))
        },
      )
    },
    [ask],
  )

  useEffect(() => {
    load(null, [])
    return () => {
      asked.current += 1
    }
  }, [load])

  return {
    items: state.items,
    status: state.status,
    error: state.error,
    hasMore: state.next !== null,
    more: () => (state.status === 'ready' && state.next !== null ? load(state.next, state.items) : undefined),
    retry: () => load(state.items.length === 0 ? null : state.next, state.items),
  }
}
