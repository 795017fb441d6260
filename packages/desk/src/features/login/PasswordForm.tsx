import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { loginByPassword } from './login-requests.ts'
import styles from './PasswordForm.module.css'

/** Login name and password; then the second factor, where there is one. */
export function PasswordForm({ onIn }: { onIn: () => void }) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  /** null: it was not asked for. */
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const step = await loginByPassword(name, password, code === null ? null : code.replace(/\s/g, ''))
      if (step === 'in') onIn()
      else setCode((typed) => typed ?? '')
    } catch (thrown) {
      setError(asApiError(thrown))
    }
    setBusy(false)
  }
  const ready = name.trim() !== '' && password !== '' && (code === null || code.trim().length >= 6)

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('password.name')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={name}
        onChange={setName}
      />
      <TextField
        label={t('password.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {code === null ? null : (
        <TextField
          label={t('password.code')}
          help={t('password.codeHelp')}
          autoComplete="one-time-code"
          // It has just been asked for, after the button was pressed.
          autoFocus
          value={code}
          onChange={setCode}
        />
      )}
      {error === null ? null : (
        <p className={styles.error} role="alert">
          {errorText(error)}
        </p>
      )}
      <Button type="submit" variant="primary" disabled={busy || !ready}>
        {t('password.submit')}
      </Button>
    </form>
  )
}
