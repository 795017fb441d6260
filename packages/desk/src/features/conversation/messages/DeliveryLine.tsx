import type { Message } from '@duokefu/contract'
import { Check, CircleAlert, CircleHelp, Clock } from 'lucide-react'
import { Link } from 'react-router'
import { useDesk } from '../../../realtime/hooks.ts'
import { timeOfDay } from '../words/time-words.ts'
import { remedyPage, retryWords, wechatWords } from '../words/wechat-words.ts'
import styles from './DeliveryLine.module.css'
import { useThreadContext } from './thread-context.ts'

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

/** What became of a reply, below its bubble (L8): ✓ says that WeChat took it, and no more. */
export function DeliveryLine({ message }: { message: Message }) {
  const { t, serving, onRetry, onDiscard, onEdit, onMerge } = useThreadContext()
  const { delivery, content, seq } = message
  if (delivery === null) return null
  const text = content.type === 'text' ? content.text : null
  const words = wechatWords(delivery.errcode, delivery.errmsg)
  const reason = t(words.key, words.values)
  const again = retryWords(delivery.errcode)

  function handleEdit() {
    if (text === null) return
    onDiscard(seq)
    onEdit(text)
  }

  switch (delivery.state) {
    case 'sending':
      return delivery.errcode !== null || delivery.errmsg !== null ? (
        <p className={styles.uncertain}>
          <Clock {...icon} />
          <span>{t('delivery.sendingBecause', { reason: t(again.key, again.values) })}</span>
        </p>
      ) : (
        <p className={styles.sending}>
          <Clock {...icon} /> {t('delivery.sending')}
        </p>
      )
    case 'sent':
      return <Sent message={message} />
    case 'failed':
      return (
        <p className={styles.failed}>
          <CircleAlert {...icon} />
          <span>
            {delivery.errmsg === null && delivery.errcode === null
              ? t('delivery.failed')
              : t('delivery.failedBecause', { reason })}
          </span>
          <Remedy errcode={delivery.errcode} />
          {delivery.retriedAs !== null ? (
            <span className={styles.said}>{t('delivery.retried')}</span>
          ) : serving ? (
            <>
              <Act onClick={() => onRetry(seq)}>{t('delivery.retry')}</Act>
              {text === null ? null : <Act onClick={handleEdit}>{t('delivery.edit')}</Act>}
              <Act onClick={() => onDiscard(seq)}>{t('delivery.delete')}</Act>
            </>
          ) : null}
        </p>
      )
    case 'uncertain':
      return (
        <p className={styles.uncertain}>
          <CircleHelp {...icon} />
          <span>{t('delivery.uncertain')}</span>
          {delivery.retriedAs === seq ? null : delivery.retriedAs !== null ? (
            <span className={styles.said}>{t('delivery.retried')}</span>
          ) : serving ? (
            <>
              <Act onClick={() => onRetry(seq)}>{t('delivery.sendAgain')}</Act>
              <Act onClick={() => onDiscard(seq)}>{t('delivery.leave')}</Act>
            </>
          ) : null}
        </p>
      )
    case 'held':
      return (
        <p className={styles.plain}>
          <Clock {...icon} />
          <span>
            {delivery.errcode === null ? t('delivery.held') : t('delivery.heldBecause', { reason })}
          </span>
          {serving ? (
            <>
              <Act onClick={() => onDiscard(seq)}>{t('delivery.cancel')}</Act>
              {text === null ? null : <Act onClick={handleEdit}>{t('delivery.edit')}</Act>}
              {text === null || onMerge === null ? null : <Act onClick={onMerge}>{t('delivery.merge')}</Act>}
            </>
          ) : null}
        </p>
      )
    case 'cancelled':
      return null
    default:
      return null
  }
}

/** A reply that waited for the fan keeps its place and says when it went out. */
const heldAtLeastMs = 60_000

function Sent({ message: { at, delivery } }: { message: Message }) {
  const { t } = useThreadContext()
  const sentAt = delivery?.sentAt ?? null
  const later = sentAt !== null && sentAt - at >= heldAtLeastMs ? timeOfDay(sentAt) : null
  const words = later === null ? t('delivery.sent') : t('delivery.sentLater', { time: later })
  return (
    <p className={styles.plain} title={words}>
      <Check size={14} strokeWidth={1.75} role="img" aria-label={t('delivery.sent')} />
      {later === null ? null : <span>{words}</span>}
    </p>
  )
}

/** For an admin: the page on which WeChat's no is explained, and what to do. */
function Remedy({ errcode }: { errcode: number | null }) {
  const { t, me, agents } = useThreadContext()
  const accountId = useDesk((desk) => desk.account.id)
  const page = remedyPage(errcode)
  const role = agents.get(me)?.role
  if (page === null || (role !== 'admin' && role !== 'owner')) return null
  return (
    <Link className={styles.act} to={`/admin/${accountId}/${page}`}>
      {t(`delivery.see.${page}`)}
    </Link>
  )
}

/** A button in a line of small words. */
export function Act({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" className={styles.act} onClick={onClick}>
      {children}
    </button>
  )
}
