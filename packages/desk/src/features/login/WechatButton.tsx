import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { loginInWechat } from './login-requests.ts'

/** 「微信登录」: leaves for WeChat's authorization, which sends the browser to `/login/wechat/:account`. */
export function WechatButton({ account }: { account: string }) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  async function ask(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      const answer = await loginInWechat(account, false)
      if (answer.step === 'authorize') location.assign(answer.url)
    } catch (thrown) {
      setError(asApiError(thrown))
      setBusy(false)
    }
  }

  return (
    <>
      <Button variant="primary" disabled={busy} onClick={() => void ask()}>
        {t('byWechat')}
      </Button>
      {error === null ? null : <p role="alert">{errorText(error)}</p>}
    </>
  )
}
