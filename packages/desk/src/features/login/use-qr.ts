import { useCallback, useEffect, useRef, useState } from 'react'
import { followTickets, type QrState } from './follow-ticket.ts'
import { createTicket, enterWithTicket, nextTicketState } from './login-requests.ts'

/** The QR of an account and what becomes of it; `again` begins anew. `onIn` is called once this browser is in. */
export function useQr(account: string, onIn: () => void): { state: QrState; again: () => void } {
  const [state, setState] = useState<QrState>({ kind: 'loading' })
  const [attempt, setAttempt] = useState(0)
  const latest = useRef(onIn)
  latest.current = onIn

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    const follow = followTickets({
      server: {
        create: () => createTicket(account),
        nextState: nextTicketState,
        enter: enterWithTicket,
      },
      signal,
      show: (next) => {
        if (!signal.aborted) setState(next)
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    void follow.then((isIn) => {
      if (isIn) latest.current()
    })
    return () => ending.abort()
  }, [account, attempt])

  return { state, again: useCallback(() => setAttempt((before) => before + 1), []) }
}
