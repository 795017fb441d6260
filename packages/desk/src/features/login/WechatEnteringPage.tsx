import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { LoginCard } from './LoginCard.tsx'
import { loginInWechat } from './login-requests.ts'

export interface WechatEnteringPageProps {
  account: string
  onIn: () => void
}

/** `/login/wechat/:account`: where WeChat sends the browser back. */
export function WechatEnteringPage({ account, onIn }: WechatEnteringPageProps) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  const [problem, setProblem] = useState<string | null>(null)
  const latest = useRef({ onIn, errorText, t })
  latest.current = { onIn, errorText, t }
  /** What WeChat said is good once. */
  const tried = useRef(false)

  useEffect(() => {
    if (tried.current) return
    tried.current = true
    loginInWechat(account, true).then(
      (answer) => {
        if (answer.step === 'in') latest.current.onIn()
        else if (answer.step === 'ended') setProblem(latest.current.t(`wechat.${answer.reason}`))
      },
      (thrown: unknown) => setProblem(latest.current.errorText(asApiError(thrown))),
    )
  }, [account])

  return (
    <LoginCard title={t('title')}>
      {problem === null ? (
        <p role="status">{t('entering')}</p>
      ) : (
        <>
          <p role="alert">{problem}</p>
          <Link to="/login">{t('other')}</Link>
        </>
      )}
    </LoginCard>
  )
}
