import { Navigate, useNavigate } from 'react-router'
import { NewAccountPage } from '../admin/connect/NewAccountPage.tsx'
import { SetupPage } from '../admin/connect/SetupPage.tsx'
import { useSession } from './session.tsx'

/** `/accounts/new`: whoever is logged in, then the new account's own pages. */
export function NewAccountRoute() {
  const { state, refresh } = useSession()
  const navigate = useNavigate()
  if (state.status === 'loading') return null
  if (state.status !== 'in') return <Navigate to="/login" replace />

  async function goOn(accountId: string): Promise<void> {
    await refresh()
    await navigate(`/admin/${accountId}/connect?step=2`, { replace: true })
  }
  const hasAccounts = state.session.accounts.length > 0
  return (
    <NewAccountPage onConnected={goOn} onCancel={hasAccounts ? () => void navigate('/accounts') : null} />
  )
}

/** `/setup#token`: the link of a fresh installation. */
export function SetupRoute() {
  const { refresh } = useSession()
  const navigate = useNavigate()

  async function goOn(): Promise<void> {
    await refresh()
    await navigate('/accounts/new', { replace: true })
  }
  return <SetupPage onReady={goOn} />
}
