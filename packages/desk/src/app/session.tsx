import type { SessionAnswer } from '@duokefu/contract'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { loginApi } from '../realtime/api.ts'
import { type ApiError, asApiError } from '../realtime/api-error.ts'

/** Who is logged in, as far as this page knows. */
export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'in'; readonly session: SessionAnswer }
  /** `sandboxUrl`: the simulated WeChat of a demo, whose agents log in with a click. */
  | { readonly status: 'out'; readonly sandboxUrl: string | null }
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
      const session = await loginApi.session()
      setState(
        session.person === null
          ? { status: 'out', sandboxUrl: session.sandboxUrl }
          : { status: 'in', session },
      )
    } catch (thrown) {
      setState({ status: 'failed', error: asApiError(thrown) })
    }
  }, [])

  const forget = useCallback(
    () =>
      setState((known) => ({
        status: 'out',
        sandboxUrl: known.status === 'in' ? known.session.sandboxUrl : null,
      })),
    [],
  )

  useEffect(() => {
    // The pages that log in ask themselves, afterwards: before, the answer is known to be no.
    if (!location.pathname.startsWith('/login/')) void refresh()
  }, [refresh])

  return <SessionContext value={{ state, refresh, forget }}>{children}</SessionContext>
}
