import { CircleAlert, Clock } from 'lucide-react'
import { useErrorText } from '../../../locales/error-text.ts'
import type { PendingReply } from '../../../realtime/pending.ts'
import styles from './DeliveryLine.module.css'
import { Act } from './DeliveryLine.tsx'
import { useThreadContext } from './thread-context.ts'

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

/** What becomes of a reply that only this browser has so far. */
export function PendingLine({ pending }: { pending: PendingReply }) {
  const { t } = useThreadContext()
  const errorText = useErrorText()
  const { onResend, onRecall } = useThreadContext()
  const { clientId, state, error } = pending
  switch (state) {
    case 'queued':
    case 'posting':
      return (
        <p className={styles.sending}>
          <Clock {...icon} /> {t('delivery.sending')}
        </p>
      )
    case 'offline':
      return (
        <p className={styles.plain}>
          <Clock {...icon} /> {t('delivery.offline')}
        </p>
      )
    case 'unsent':
      return (
        <p className={styles.uncertain}>
          <Clock {...icon} />
          <span>{t('delivery.unsent')}</span>
          <Act onClick={() => onResend(clientId)}>{t('delivery.send')}</Act>
          <Act onClick={() => onRecall(clientId)}>{t('delivery.toEditor')}</Act>
        </p>
      )
    case 'refused':
      return (
        <p className={styles.failed}>
          <CircleAlert {...icon} />
          <span>
            {error === null ? t('delivery.failed') : t('delivery.refused', { reason: errorText(error) })}
          </span>
          <Act onClick={() => onRecall(clientId)}>{t('delivery.toEditor')}</Act>
        </p>
      )
    default:
      return null
  }
}
