import type { LoginsAnswer } from '@duokefu/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../../realtime/api-error.ts'
import { Button } from '../../../ui/Button.tsx'
import { QrCode } from '../../../ui/QrCode.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import styles from './DevicesPage.module.css'
import { beginTotp, confirmTotp, endTotp, type TotpSecret } from './device-requests.ts'

/** Asking for the password, showing the secret, waiting for its first code, then the recovery codes, once. */
type Step =
  | { readonly kind: 'closed' }
  | { readonly kind: 'password'; readonly act: 'begin' | 'end' }
  | { readonly kind: 'secret'; readonly made: TotpSecret }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }

interface TotpSectionProps {
  password: NonNullable<LoginsAnswer['password']>
  onChanged: () => void
}

/** 两步验证: a code of an authenticator after the password. */
export function TotpSection({ password, onChanged }: TotpSectionProps) {
  const { t } = useTranslation('devices')
  const [step, setStep] = useState<Step>({ kind: 'closed' })
  const close = () => setStep({ kind: 'closed' })
  return (
    <section className={styles.section} aria-labelledby="totp">
      <h2 id="totp">{t('totp.title')}</h2>
      <p className={styles.small}>
        {password.totp ? t('totp.on', { left: password.recoveryCodesLeft }) : t('totp.off')}
      </p>
      {step.kind === 'closed' ? (
        <div className={styles.buttons}>
          <Button onClick={() => setStep({ kind: 'password', act: 'begin' })}>
            {t(password.totp ? 'totp.renew' : 'totp.begin')}
          </Button>
          {password.totp ? (
            <Button variant="danger" onClick={() => setStep({ kind: 'password', act: 'end' })}>
              {t('totp.end')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {step.kind === 'password' ? (
        <OneField
          key={step.act}
          label={t('totp.password')}
          type="password"
          button={t(step.act === 'end' ? 'totp.end' : 'totp.next')}
          onSubmit={async (typed) => {
            if (step.act === 'begin') return setStep({ kind: 'secret', made: await beginTotp(typed) })
            await endTotp(typed)
            close()
            onChanged()
          }}
          onCancel={close}
        />
      ) : null}
      {step.kind === 'secret' ? (
        <>
          <p>{t('totp.scan')}</p>
          <QrCode text={step.made.url} label={t('totp.qr')} size={200} />
          <p className={styles.small}>
            {t('totp.byHand')} <span className={styles.secret}>{step.made.secret}</span>
          </p>
          <OneField
            label={t('totp.code')}
            type="text"
            button={t('totp.confirm')}
            onSubmit={async (typed) => {
              setStep({ kind: 'codes', codes: await confirmTotp(typed.replace(/\s/g, '')) })
              onChanged()
            }}
            onCancel={close}
          />
        </>
      ) : null}
      {step.kind === 'codes' ? <RecoveryCodes codes={step.codes} onDone={close} /> : null}
    </section>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('devices')
  const [copied, setCopied] = useState(false)
  return (
    <>
      <p>{t('totp.codes')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button variant="primary" onClick={onDone}>
          {t('totp.kept')}
        </Button>
        <Button
          onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}
        >
          {t(copied ? 'totp.copied' : 'totp.copy')}
        </Button>
      </div>
    </>
  )
}

interface OneFieldProps {
  label: string
  type: 'text' | 'password'
  button: string
  /** Throws `ApiError`, which is shown below the field. */
  onSubmit: (typed: string) => Promise<void>
  onCancel: () => void
}

function OneField({ label, type, button, onSubmit, onCancel }: OneFieldProps) {
  const { t } = useTranslation('devices')
  const errorText = useErrorText()
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onSubmit(typed)
    } catch (thrown) {
      setError(asApiError(thrown))
    }
    setBusy(false)
  }

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label={label}
        error={error === null ? null : errorText(error)}
        type={type}
        autoComplete={type === 'password' ? 'current-password' : 'one-time-code'}
        value={typed}
        onChange={setTyped}
      />
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" disabled={busy || typed.trim() === ''}>
          {button}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
