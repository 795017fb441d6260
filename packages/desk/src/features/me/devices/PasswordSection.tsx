import type { LoginsAnswer } from '@duokefu/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../../realtime/api-error.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { toast } from '../../../ui/toast.ts'
import styles from './DevicesPage.module.css'
import { changePassword } from './device-requests.ts'

interface PasswordSectionProps {
  password: LoginsAnswer['password']
  onChanged: () => void
}

/** Login name and password: set, or changed. */
export function PasswordSection({ password, onChanged }: PasswordSectionProps) {
  const { t } = useTranslation('devices')
  const [open, setOpen] = useState(false)
  return (
    <section className={styles.section} aria-labelledby="password">
      <h2 id="password">{t('password.title')}</h2>
      <p className={styles.small}>
        {password === null ? t('password.none') : t('password.is', { name: password.name })}
      </p>
      {open ? (
        <PasswordForm
          password={password}
          onDone={() => {
            setOpen(false)
            toast.show({ text: t('password.saved') })
            onChanged()
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div className={styles.buttons}>
          <Button onClick={() => setOpen(true)}>
            {t(password === null ? 'password.set' : 'password.change')}
          </Button>
        </div>
      )}
    </section>
  )
}

function PasswordForm({
  password,
  onDone,
  onCancel,
}: {
  password: LoginsAnswer['password']
  onDone: () => void
  onCancel: () => void
}) {
  const { t } = useTranslation('devices')
  const errorText = useErrorText()
  const [name, setName] = useState(password?.name ?? '')
  const [wanted, setWanted] = useState('')
  const [current, setCurrent] = useState('')
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const asks = password?.asksCurrent === true
  const ready = name.trim().length >= 2 && wanted.length >= 8 && (!asks || current !== '')

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await changePassword({ name: name.trim(), password: wanted, current: asks ? current : null })
      onDone()
    } catch (thrown) {
      setError(asApiError(thrown))
      setBusy(false)
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      <TextField
        label={t('password.name')}
        help={t('password.nameHelp')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={name}
        onChange={setName}
      />
      {asks ? (
        <TextField
          label={t('password.current')}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
      ) : null}
      <TextField
        label={t('password.new')}
        help={t('password.newHelp')}
        type="password"
        autoComplete="new-password"
        maxLength={128}
        value={wanted}
        onChange={setWanted}
      />
      {error === null ? null : (
        <p className={styles.error} role="alert">
          {errorText(error)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" disabled={busy || !ready}>
          {t('password.save')}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
