import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { Button } from '../../ui/Button.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import type { QrState } from './follow-ticket.ts'
import styles from './QrLogin.module.css'
import { useQr } from './use-qr.ts'

export interface QrLoginProps {
  account: string
  onIn: () => void
  /** Of a demo: below the QR, with what it says. */
  below: ((url: string) => ReactNode) | null
}

/** The QR with its two digits; after a scan the digits take its place. */
export function QrLogin({ account, onIn, below }: QrLoginProps) {
  const { t } = useTranslation('login')
  const { state, again } = useQr(account, onIn)
  return (
    <div className={styles.qr} data-qr={state.kind}>
      <div className={styles.place}>
        <Place state={state} onAgain={again} />
      </div>
      <p className={styles.caption} role="status">
        {state.kind === 'shown' && state.scanned
          ? t('qr.scanned', { digits: state.ticket.digits })
          : state.kind === 'entering'
            ? t('entering')
            : null}
      </p>
      {state.kind === 'shown' && !state.scanned ? (
        <p className={styles.digits}>
          {t('qr.digits')} <strong>{state.ticket.digits}</strong>
        </p>
      ) : null}
      {state.kind === 'shown' && !state.scanned ? below?.(state.ticket.url) : null}
    </div>
  )
}

function Place({ state, onAgain }: { state: QrState; onAgain: () => void }) {
  const { t } = useTranslation('login')
  const errorText = useErrorText()
  switch (state.kind) {
    case 'loading':
      return <span className={styles.quiet}>{t('qr.loading')}</span>
    case 'shown':
      return state.scanned ? (
        <strong className={styles.bigDigits}>{state.ticket.digits}</strong>
      ) : (
        <QrCode text={state.ticket.url} label={t('qr.label')} />
      )
    case 'entering':
      return <span className={styles.quiet}>{t('qr.confirmed')}</span>
    case 'paused':
      return (
        <button type="button" className={styles.paused} onClick={onAgain}>
          {t('qr.paused')}
        </button>
      )
    case 'ended':
      return <Notice text={t(`qr.${state.why}`)} button={t('qr.again')} onAgain={onAgain} />
    case 'failed':
      return <Notice text={errorText(state.error)} button={t('retry')} onAgain={onAgain} />
  }
}

function Notice({ text, button, onAgain }: { text: string; button: string; onAgain: () => void }) {
  return (
    <div className={styles.notice}>
      <p role="alert">{text}</p>
      <Button variant="primary" onClick={onAgain}>
        {button}
      </Button>
    </div>
  )
}
