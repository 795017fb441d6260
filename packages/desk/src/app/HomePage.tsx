import { Navigate } from 'react-router'
import { FailedPage } from './FailedPage.tsx'
import { useSession } from './session.tsx'

/** Where one's own desk is: straight there with one account, by choice with several. */
export function HomePage() {
  const { state, refresh } = useSession()
  switch (state.status) {
    case 'loading':
      return null
    case 'out':
      return <Navigate to="/login" replace />
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
