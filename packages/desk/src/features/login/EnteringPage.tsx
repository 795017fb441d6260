import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { LoginCard } from './LoginCard.tsx'

export interface EnteringPageProps {
  /** Logs in; null when the address doesn't say how. */
  login: (() => Promise<void>) | null
  onDone: () => void
}

/** A login under way, or why it failed. */
export function EnteringPage({ login, onDone }: EnteringPageProps) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  const [error, setError] = useState<ApiError | null>(null)
  const [attempt, setAttempt] = useState(0)
  const latest = useRef({ login, onDone })
  latest.current = { login, onDone }
  /** A one-time link is used once, also where effects run twice. */
  const tried = useRef(-1)

  useEffect(() => {
    if (tried.current === attempt || latest.current.login === null) return
    tried.current = attempt
    setError(null)
    latest.current.login().then(
      () => latest.current.onDone(),
      (thrown: unknown) => setError(asApiError(thrown)),
    )
  }, [attempt])

  if (login === null) {
    return (
      <LoginCard title={t('title')}>
        <p role="alert">{t('noToken')}</p>
        <Link to="/login">{t('other')}</Link>
      </LoginCard>
    )
  }
  if (error === null) {
    return (
      <LoginCard title={t('title')}>
        <p role="status">{t('entering')}</p>
      </LoginCard>
    )
  }
  return (
    <LoginCard title={t('title')}>
      <p role="alert">{t('linkFailed', { reason: errorText(error) })}</p>
      {error.code === 'login_link_invalid' ? null : (
        <Button variant="primary" onClick={() => setAttempt(attempt + 1)}>
          {t('retry')}
        </Button>
      )}
      <Link to="/login">{t('other')}</Link>
    </LoginCard>
  )
}
