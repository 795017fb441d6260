import { useEffect, useRef } from 'react'
import { phone, useMedia } from './use-media.ts'

let marks = 0

/** On a phone, back closes what lies over the page before it leaves the page: an entry of the history of its own. */
export function useBackCloses(open: boolean, onClose: () => void): void {
  const small = useMedia(phone)
  const latest = useRef(onClose)
  latest.current = onClose

  useEffect(() => {
    if (!open || !small) return
    marks += 1
    const overlay = marks
    history.pushState({ ...history.state, overlay }, '')
    const handlePop = () => {
      // Another one that lies over this one closes alone.
      if ((history.state?.overlay ?? 0) < overlay) latest.current()
    }
    window.addEventListener('popstate', handlePop)
    return () => {
      window.removeEventListener('popstate', handlePop)
      // Closed in another way: its entry goes too, unless the page has gone on to another one by then.
      setTimeout(() => {
        if (history.state?.overlay === overlay) history.back()
      })
    }
  }, [open, small])
}
