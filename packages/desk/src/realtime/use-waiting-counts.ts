import { useEffect, useState } from 'react'
import { loginApi } from './api.ts'

export type WaitingCounts = Readonly<Record<string, number>>

/** How many customers wait in each of one's accounts, by its id; asked when `wanted` becomes true. Empty until then, and when it failed. */
export function useWaitingCounts(wanted: boolean): WaitingCounts {
  const [counts, setCounts] = useState<WaitingCounts>({})
  useEffect(() => {
    if (!wanted) return
    let gone = false
    loginApi.waitingCounts().then(
      (found) => {
        if (!gone) setCounts(found)
      },
      () => {
        // The names alone are enough to choose by.
      },
    )
    return () => {
      gone = true
    }
  }, [wanted])
  return counts
}
