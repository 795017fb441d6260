import type { LoginsAnswer } from '@duokefu/contract'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../../realtime/api-error.ts'
import { Button } from '../../../ui/Button.tsx'
import { SettingsPage } from '../../../ui/Form.tsx'
import styles from './DevicesPage.module.css'
import { myLogins } from './device-requests.ts'
import { LoginList } from './LoginList.tsx'
import { PasswordSection } from './PasswordSection.tsx'
import { TotpSection } from './TotpSection.tsx'

/** 登录设备: where one is logged in, one's password, the second factor. */
export function DevicesPage() {
  const { t } = useTranslation('devices')
  const errorText = useErrorText()
  const { answer, error, refresh } = useLogins()
  if (answer === null) {
    return (
      <SettingsPage title={t('title')}>
        {error === null ? null : (
          <div className={styles.failed}>
            <p role="alert">{errorText(error)}</p>
            <Button onClick={refresh}>{t('retry')}</Button>
          </div>
        )}
      </SettingsPage>
    )
  }
  const { logins, password } = answer
  return (
    <SettingsPage title={t('title')}>
      <LoginList logins={logins} onChanged={refresh} />
      <PasswordSection key={password?.name ?? ''} password={password} onChanged={refresh} />
      {password === null ? null : <TotpSection password={password} onChanged={refresh} />}
    </SettingsPage>
  )
}

function useLogins() {
  const [answer, setAnswer] = useState<LoginsAnswer | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const refresh = useCallback(() => {
    myLogins().then(
      (found) => {
        setAnswer(found)
        setError(null)
      },
      (thrown: unknown) => setError(asApiError(thrown)),
    )
  }, [])
  useEffect(refresh, [refresh])
  return { answer, error, refresh }
}
