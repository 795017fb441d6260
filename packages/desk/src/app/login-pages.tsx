import '../locales/login-words.ts'
import { useState } from 'react'
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router'
import { EnteringPage } from '../features/login/EnteringPage.tsx'
import { LoginPage } from '../features/login/LoginPage.tsx'
import { PasswordPage } from '../features/login/PasswordPage.tsx'
import { WechatEnteringPage } from '../features/login/WechatEnteringPage.tsx'
import { loginApi } from '../realtime/api.ts'
import { useSession } from './session.tsx'

/** `/login` */
export function LoginRoute() {
  const navigate = useNavigate()
  const enter = useEnter()
  const { state } = useSession()
  if (state.status === 'in') return <Navigate to="/" replace />
  return (
    <LoginPage
      sandboxUrl={state.status === 'out' ? state.sandboxUrl : null}
      onSandbox={(agentId) => void navigate(`/login/sandbox?agent=${encodeURIComponent(agentId)}`)}
      onIn={enter}
    />
  )
}

/** `/login/password` */
export function LoginPasswordRoute() {
  return <PasswordPage onIn={useEnter()} />
}

/** `/login/wechat/:account` */
export function LoginWechatRoute() {
  const { account = '' } = useParams()
  return <WechatEnteringPage account={account} onIn={useEnter()} />
}

/** `/login/link#<token>`: in the fragment, so that it is in no log and no Referer. */
export function LoginLinkRoute() {
  const enter = useEnter()
  const [token] = useState(() => location.hash.slice(1))
  return <EnteringPage login={token === '' ? null : () => loginApi.loginByLink(token)} onDone={enter} />
}

/** `/login/sandbox?agent=<id>`: the one-click login of a demo. */
export function LoginSandboxRoute() {
  const enter = useEnter()
  const [search] = useSearchParams()
  const agentId = search.get('agent') ?? ''
  return (
    <EnteringPage login={agentId === '' ? null : () => loginApi.loginBySandbox(agentId)} onDone={enter} />
  )
}

/** To one's own desk; the used link doesn't stay in the history. */
function useEnter(): () => void {
  const navigate = useNavigate()
  const { refresh } = useSession()
  return () => {
    void refresh().then(() => navigate('/', { replace: true }))
  }
}

export { EntryPage } from '../features/login/EntryPage.tsx'
