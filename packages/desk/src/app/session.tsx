import type { SessionAnswer } from '@duokefu/contract'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { loginApi } from '../realtime/api.ts'
import { type ApiError, asApiError } from '../realtime/api-error.ts'

/** Who is logged in, as far as this page knows. */
export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'in'; readonly session: SessionAnswer }
  | { readonly status: 'out' }
  | { readonly status: 'failed'; readonly error: ApiError }

interface SessionValue {
  readonly state: SessionState
  /** Asks again: after a login, or when it failed. */
  refresh(): Promise<void>
  /** Forgets who was logged in, after they logged out. */
  forget(): void
}

const SessionContext = createContext<SessionValue | null>(null)

export function useSession(): SessionValue {
  const value = use(SessionContext)
  if (value === null) throw new Error('no session above this component')
  return value
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ status: 'loading' })

  const refresh = useCallback(async () => {
    try {
      setState({ status: 'in', session: await loginApi.session() })
    } catch (thrown) {
      const error = asApiError(thrown)
      setState(error.code === 'not_logged_in' ? { status: 'out' } : { status: 'failed', error })
    }
  }, [])

  const forget = useCallback(() => setState({ status: 'out' }), [])

  useEffect(() => {
    // The pages that log in ask themselves, afterwards: before, the answer is known to be no.
    if (!location.pathname.startsWith('/login/')) void refresh()
  }, [refresh])

  return <SessionContext value={{ state, refresh, forget }}>{children}</SessionContext>
}
