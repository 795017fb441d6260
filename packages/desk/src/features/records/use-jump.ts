import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import { useDeskStore } from '../../realtime/hooks.ts'
import { narrow, useMedia } from '../../ui/use-media.ts'

/** Scrolls the conversation to a record, by its address; a drawer over it makes room. */
export function useJump(openid: string): (seq: number) => void {
  const store = useDeskStore()
  const drawer = useMedia(narrow)
  const [search, setSearch] = useSearchParams()
  return useCallback(
    (seq: number) => {
      // The same place once more: the address does not change, and the reader may have gone elsewhere.
      if (search.get('at') === String(seq)) store.openThread(openid, seq)
      setSearch(
        (before) => {
          const next = new URLSearchParams(before)
          next.set('at', String(seq))
          if (drawer) next.delete('panel')
          return next
        },
        { replace: search.has('at') },
      )
    },
    [search, setSearch, store, openid, drawer],
  )
}
