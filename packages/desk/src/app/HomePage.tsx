import { lazy } from 'react'
import { Navigate } from 'react-router'
import { FailedPage } from './FailedPage.tsx'
import { useSession } from './session.tsx'

const EntryPage = lazy(async () => ({ default: (await import('./login-pages.tsx')).EntryPage }))

/** Where one's own desk is: straight there with one account, by choice with several; for anybody else the way in. */
export function HomePage() {
  const { state, refresh } = useSession()
  switch (state.status) {
    case 'loading':
      return null
    case 'out':
      return <EntryPage />
    case 'failed':
      return <FailedPage error={state.error} onRetry={() => void refresh()} />
    case 'in': {
      const [only, ...others] = state.session.accounts
      return (
        <Navigate to={only !== undefined && others.length === 0 ? `/desk/${only.id}` : '/accounts'} replace />
      )
    }
  }
}
