import type { PhoneLoginStep } from '@duokefu/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { requestJson } from '../../realtime/http.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { arrival } from './arrival.ts'
import styles from './PhonePage.module.css'
import { PhoneButton, PhoneEnd, PhoneFact, PhoneFacts, PhonePage, PhoneWaiting } from './PhonePage.tsx'

type Confirm = Extract<PhoneLoginStep, { step: 'confirm' }>

/** `/m/login/:ticket`: what a login page's QR opens. Nothing happens before 「确认登录」. */
export function LoginConfirmPage({ ticket }: { ticket: string }) {
  const { t } = useTranslation('phone')
  const errorText = useErrorText()
  const { step, busy, problem, confirm, cancel, reopen } = useLoginConfirm(ticket)
  const title = t('login.title')

  if (step === null && problem !== null) {
    return (
      <PhoneEnd title={title} good={false} text={errorText(problem)}>
        <PhoneButton kind="quiet" onClick={reopen}>
          {t('retry')}
        </PhoneButton>
      </PhoneEnd>
    )
  }
  if (step === null || step.step === 'authorize') return <PhoneWaiting text={t('asking')} />
  if (step.step === 'done') return <PhoneEnd title={title} good text={t('login.done')} hint={step.account} />
  if (step.step === 'ended') {
    const good = step.reason === 'cancelled'
    return (
      <PhoneEnd
        title={title}
        good={good}
        text={t(`login.ended.${step.reason}.text`)}
        hint={t(`login.ended.${step.reason}.hint`)}
      />
    )
  }
  return (
    <PhonePage
      title={title}
      buttons={
        <>
          <PhoneButton kind="primary" busy={busy} onClick={confirm}>
            {t('login.confirm')}
          </PhoneButton>
          <PhoneButton kind="quiet" busy={busy} onClick={cancel}>
            {t('login.cancel')}
          </PhoneButton>
        </>
      }
    >
      <Asked asked={step} />
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {errorText(problem)}
        </p>
      )}
    </PhonePage>
  )
}

/** Who, where, on which computer, and the number that its screen shows too. */
function Asked({ asked }: { asked: Confirm }) {
  const { t } = useTranslation('phone')
  const computer = [asked.browser, asked.system].filter((part) => part !== null).join(' · ')
  return (
    <>
      <Avatar name={asked.person} hue={null} size={64} />
      <p className={styles.name}>{asked.person}</p>
      <p>{t('login.into', { account: asked.account })}</p>
      <PhoneFacts>
        <PhoneFact name={t('login.computer')}>
          {computer === '' ? t('login.unknownBrowser') : computer}
        </PhoneFact>
        <PhoneFact name={t('login.from')}>{placeText(asked.address, t)}</PhoneFact>
        <PhoneFact name={t('login.time')}>{t('login.today', { time: timeOfDay(asked.at) })}</PhoneFact>
        <PhoneFact name={t('login.digits')}>
          <strong className={styles.digits}>{asked.digits}</strong>
        </PhoneFact>
      </PhoneFacts>
      <p className={styles.small}>{t('login.compare')}</p>
    </>
  )
}

function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false }).format(at)
}

/** The server knows no map of addresses: what is said is what is known. */
function placeText(address: string, t: (key: string, values: { address: string }) => string): string {
  const plain = address.replace(/^::ffff:/, '')
  if (plain === '::1' || plain.startsWith('127.')) return t('login.here', { address: plain })
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(plain)
  return isPrivate ? t('login.private', { address: plain }) : plain
}

interface LoginConfirm {
  /** null: asking. */
  readonly step: PhoneLoginStep | null
  readonly busy: boolean
  readonly problem: ApiError | null
  confirm(): void
  cancel(): void
  /** After a failure: from the beginning. */
  reopen(): void
}

function useLoginConfirm(ticket: string): LoginConfirm {
  const [step, setStep] = useState<PhoneLoginStep | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiError | null>(null)
  const path = `/api/phone/tickets/${encodeURIComponent(ticket)}`
  const opened = useRef(false)

  async function ask(act: 'open' | 'confirm' | 'cancel', body: unknown): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      const next = (await requestJson(`${path}/${act}`, 'POST', body)) as PhoneLoginStep
      if (next.step === 'authorize') location.replace(next.url)
      setStep(next)
    } catch (thrown) {
      setProblem(asApiError(thrown))
    }
    setBusy(false)
  }
  const open = useRef(() => ask('open', arrival))

  useEffect(() => {
    if (opened.current) return
    opened.current = true
    void open.current()
  }, [])

  return {
    step,
    busy,
    problem,
    confirm: () => void ask('confirm', {}),
    cancel: () => void ask('cancel', {}),
    reopen: () => location.reload(),
  }
}
