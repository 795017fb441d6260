import type { LoginAccount } from '@duokefu/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { usePreference } from '../../ui/preferences.ts'
import { DemoLogins, DemoPhones, useDemoAgents } from './DemoLogins.tsx'
import { LoginCard } from './LoginCard.tsx'
import styles from './LoginPage.module.css'
import { loginAccounts } from './login-requests.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { QrLogin } from './QrLogin.tsx'
import { WechatButton } from './WechatButton.tsx'
import { whereOpen } from './where.ts'

export interface LoginPageProps {
  /** The simulated WeChat of a demo, whose agents also log in with a click. */
  sandboxUrl: string | null
  onSandbox: (agentId: string) => void
  /** This browser is in. */
  onIn: () => void
}

/** `/login`: by QR at a computer, with one button inside WeChat, by password on any other phone. */
export function LoginPage({ sandboxUrl, onSandbox, onIn }: LoginPageProps) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  const { accounts, error, retry } = useAccounts()
  const agents = useDemoAgents(sandboxUrl !== null)
  const [chosen, choose] = usePreference('loginAccount')
  const account = accounts?.find(({ id }) => id === chosen) ?? accounts?.[0]

  if (error !== null) {
    return (
      <LoginCard title={t('title')}>
        <p role="alert">{errorText(error)}</p>
        <Button onClick={retry}>{t('retry')}</Button>
      </LoginCard>
    )
  }
  if (accounts === null) return <LoginCard title={t('title')}>{null}</LoginCard>
  if (account === undefined) {
    return (
      <LoginCard title={t('title')}>
        <p>{t('how')}</p>
        <p className={styles.small}>{t('first')}</p>
      </LoginCard>
    )
  }
  return (
    <LoginCard title={accounts.length === 1 ? t('into', { account: account.name }) : t('title')}>
      <AccountChoice accounts={accounts} account={account} onChoose={choose} />
      <WayIn
        account={account}
        onIn={onIn}
        phones={
          sandboxUrl === null
            ? null
            : (url) => <DemoPhones agents={agents} sandboxUrl={sandboxUrl} url={url} />
        }
      />
      <DemoLogins agents={agents} onSandbox={onSandbox} />
    </LoginCard>
  )
}

interface WayInProps {
  account: LoginAccount
  onIn: () => void
  phones: ((url: string) => ReactNode) | null
}

function WayIn({ account, onIn, phones }: WayInProps) {
  const { t } = useTranslation('login')
  const where = whereOpen(navigator.userAgent)
  if (where === 'wechat' && account.way === 'oauth') {
    return (
      <>
        <WechatButton account={account.id} />
        <OtherWay />
      </>
    )
  }
  if (account.way === 'password' || where !== 'computer') {
    return (
      <>
        <PasswordForm onIn={onIn} />
        {where === 'phone' && account.way === 'oauth' ? <OpenInWechat /> : null}
      </>
    )
  }
  return (
    <>
      <h2 className={styles.way}>{t('qr.title')}</h2>
      <QrLogin key={account.id} account={account.id} onIn={onIn} below={phones} />
      <OtherWay />
    </>
  )
}

function OtherWay() {
  const { t } = useTranslation('login')
  return (
    <Link className={styles.other} to="/login/password">
      {t('byPassword')}
    </Link>
  )
}

/** A phone's other browsers can't open WeChat: the address is copied, to be sent to oneself there. */
function OpenInWechat() {
  const { t } = useTranslation('login')
  const [copied, setCopied] = useState(false)
  return (
    <div className={styles.inWechat}>
      <Button onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}>
        {t('inWechat.open')}
      </Button>
      <p className={styles.small} role="status">
        {t(copied ? 'inWechat.copied' : 'inWechat.how')}
      </p>
    </div>
  )
}

interface AccountChoiceProps {
  accounts: readonly LoginAccount[]
  account: LoginAccount
  onChoose: (id: string) => void
}

function AccountChoice({ accounts, account, onChoose }: AccountChoiceProps) {
  const { t } = useTranslation('login')
  if (accounts.length === 1) return null
  return (
    <label className={styles.choice}>
      {t('which')}
      <select value={account.id} onChange={(event) => onChoose(event.target.value)}>
        {accounts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function useAccounts() {
  const [accounts, setAccounts] = useState<readonly LoginAccount[] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    let gone = false
    loginAccounts().then(
      (found) => gone || setAccounts(found),
      (thrown: unknown) => gone || setError(asApiError(thrown)),
    )
    return () => {
      gone = true
    }
  }, [attempt])
  return {
    accounts,
    error,
    retry() {
      setError(null)
      setAttempt(attempt + 1)
    },
  }
}
