import type { InvitationView } from '@duokefu/contract'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { request, requestJson } from '../../realtime/http.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { InviteEnd } from './InviteEnd.tsx'
import styles from './InvitePage.module.css'
import look from './PhonePage.module.css'
import { PhoneButton, PhoneEnd, PhoneFact, PhoneFacts, PhonePage, PhoneWaiting } from './PhonePage.tsx'
import { usePhoneIdentity } from './use-phone-identity.ts'

/** `/m/invite/:token`: what the invited person opens in WeChat (S16). */
export function InvitePage({ token }: { token: string }) {
  const { t } = useTranslation('invite')
  const errorText = useErrorText()
  const invitation = useInvitation(token)
  const { view, problem } = invitation
  // Used up for everybody but the one who used it.
  const concerns = view !== null && (view.state === 'open' || view.state === 'used')
  const asksWechat = concerns && view.loginWay === 'oauth' && !view.identified
  const identity = usePhoneIdentity(asksWechat ? view.accountId : null)
  const title = t('title')
  const { reload } = invitation
  useEffect(() => {
    if (identity === 'known') reload()
  }, [identity, reload])

  if (view === null)
    return problem === null ? (
      <PhoneWaiting text={t('phone:asking')} />
    ) : (
      <PhoneEnd title={title} good={false} text={errorText(problem)} />
    )
  if (asksWechat && identity !== 'not_wechat')
    return typeof identity === 'string' ? (
      <PhoneWaiting text={t('phone:asking')} />
    ) : (
      <PhoneEnd title={title} good={false} text={errorText(identity)} />
    )
  if (view.state !== 'open') return <InviteEnd state={view.state} view={view} />
  if (asksWechat) return <InviteEnd state="not_wechat" view={view} />
  return <OpenInvitation view={view} invitation={invitation} />
}

/** Who invites whom as what, and the two answers. */
function OpenInvitation({ view, invitation }: { view: InvitationView; invitation: Invitation }) {
  const { t } = useTranslation('invite')
  const errorText = useErrorText()
  const [loginName, setLoginName] = useState('')
  const [password, setPassword] = useState('')
  const choosesPassword = !view.identified
  const chosen = choosesPassword ? { loginName: loginName.trim(), password } : {}
  const { busy, problem, answer } = invitation
  return (
    <PhonePage
      title={t('title')}
      buttons={
        <>
          <PhoneButton
            kind="primary"
            busy={busy || (choosesPassword && (loginName.trim().length < 2 || password.length < 8))}
            onClick={() => answer('accept', chosen)}
          >
            {t('accept')}
          </PhoneButton>
          <PhoneButton kind="quiet" busy={busy} onClick={() => answer('decline', {})}>
            {t('decline')}
          </PhoneButton>
        </>
      }
    >
      <Avatar name={view.shop} hue={150} size={64} />
      <p className={look.name}>{view.shop}</p>
      <p>{t('asks')}</p>
      <PhoneFacts>
        <PhoneFact name={t('agentName')}>{view.agentName}</PhoneFact>
        <PhoneFact name={t('inviter')}>{view.inviter}</PhoneFact>
        <PhoneFact name={t('lasts')}>{t('hours')}</PhoneFact>
      </PhoneFacts>
      {choosesPassword ? (
        <div className={styles.form}>
          <p className={look.small}>{t('choose')}</p>
          <Field label={t('loginName')} help={t('loginNameHelp')} value={loginName} onChange={setLoginName} />
          <Field
            label={t('password')}
            help={t('passwordHelp')}
            value={password}
            onChange={setPassword}
            type="password"
          />
        </div>
      ) : null}
      {problem === null ? null : (
        <p className={look.problem} role="alert">
          {errorText(problem)}
        </p>
      )}
    </PhonePage>
  )
}

interface FieldProps {
  label: string
  help: string
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'password'
}

function Field({ label, help, value, onChange, type = 'text' }: FieldProps) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type={type}
        value={value}
        autoComplete={type === 'password' ? 'new-password' : 'username'}
        autoCapitalize="none"
        maxLength={type === 'password' ? 128 : 64}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className={look.small}>{help}</span>
    </label>
  )
}

interface Invitation {
  /** null: asking. */
  readonly view: InvitationView | null
  readonly busy: boolean
  readonly problem: ApiError | null
  readonly reload: () => void
  answer(what: 'accept' | 'decline', body: object): void
}

function useInvitation(token: string): Invitation {
  const [view, setView] = useState<InvitationView | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiError | null>(null)
  const path = `/api/invitations/${encodeURIComponent(token)}`

  const take = useCallback(async (asked: Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    try {
      setView((await asked) as InvitationView)
    } catch (thrown) {
      setProblem(asApiError(thrown))
    }
    setBusy(false)
  }, [])
  const reload = useCallback(() => void take(request(path)), [path, take])
  useEffect(reload, [reload])

  return {
    view,
    busy,
    problem,
    reload,
    answer: (what, body) => void take(requestJson(`${path}/${what}`, 'POST', body)),
  }
}
