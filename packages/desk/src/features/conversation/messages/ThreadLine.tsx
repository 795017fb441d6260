import type { Message } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { Copy } from 'lucide-react'
import { memo } from 'react'
import type { PendingReply } from '../../../realtime/pending.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { toast } from '../../../ui/toast.ts'
import { namesOf, type SenderLabel, senderLabel } from '../words/names.ts'
import { dayWords, timeOfDay } from '../words/time-words.ts'
import { Act, DeliveryLine } from './DeliveryLine.tsx'
import { EventLine } from './EventLine.tsx'
import { isBare, MessageContent } from './MessageContent.tsx'
import { NoteBlock } from './NoteBlock.tsx'
import { PendingLine } from './PendingLine.tsx'
import { contentOf } from './pending-content.ts'
import { SaveButton } from './SaveButton.tsx'
import styles from './ThreadLine.module.css'
import { useThreadContext } from './thread-context.ts'
import { looksSame, type ThreadItem } from './thread-items.ts'

export interface ThreadLineProps {
  item: ThreadItem<PendingReply>
  /** Server time, for 今天 and 昨天. */
  now: number
}

/**
 * One record with what stands above it: day or time, 「以下是新消息」, its sender. While somebody scrolls the list asks for
 * every line in sight with each that comes, and those that stay are not made again.
 */
export const ThreadLine = memo(
  Line,
  (before, after) => before.now === after.now && looksSame(before.item, after.item),
)

function Line({ item, now }: ThreadLineProps) {
  const { t } = useThreadContext()
  const day = dayWords(item.at, now)
  // A line about what happened carries its own time.
  const isEvent = item.entry.kind === 'message' && item.entry.message.direction === 'event'
  return (
    <div className={item.first ? styles.first : styles.next}>
      {item.above === 'day' ? (
        <p className={styles.day}>
          <span>
            {t(day.key, day.values)}
            {isEvent ? '' : ` ${timeOfDay(item.at)}`}
          </span>
        </p>
      ) : item.above === 'time' ? (
        <p className={styles.time}>{timeOfDay(item.at)}</p>
      ) : null}
      {item.startsNew ? (
        <p className={styles.new}>
          <span>{t('thread.newBelow')}</span>
        </p>
      ) : null}
      <Entry item={item} />
    </div>
  )
}

function Entry({ item }: { item: ThreadItem<PendingReply> }) {
  const { entry } = item
  if (entry.kind === 'pending') return <OwnBubble item={item} />
  const { message } = entry
  switch (message.direction) {
    case 'event':
      return <EventLine message={message} />
    case 'note':
      return <NoteBlock message={message} />
    case 'in':
      return <FanBubble item={item} />
    case 'out':
      return message.delivery?.state === 'cancelled' ? (
        <CancelledLine item={item} />
      ) : (
        <OwnBubble item={item} />
      )
    default:
      return null
  }
}

function FanBubble({ item }: { item: ThreadItem<PendingReply> }) {
  const { customer } = useThreadContext()
  if (item.entry.kind !== 'message') return null
  const { message } = item.entry
  return (
    <div className={styles.in}>
      <span className={styles.avatar}>
        {item.first ? <Avatar name={customer.name} hue={customer.hue} size={32} /> : null}
      </span>
      <div className={styles.column}>
        <div className={styles.row}>
          <div className={isBare(message.content) ? styles.bare : styles.bubbleIn}>
            <span className="visually-hidden">{customer.name}：</span>
            <MessageContent content={message.content} direction="in" />
          </div>
          {message.content.type === 'text' ? <CopyButton text={message.content.text} /> : null}
          <SaveButton content={message.content} direction="in" />
        </div>
        <OwnTime message={message} />
      </div>
    </div>
  )
}

/** 延迟, or of an imported record its own time, where it could not stand there (L16). */
function OwnTime({ message: { lateFrom, seq } }: { message: Message }) {
  const { t } = useThreadContext()
  if (lateFrom === null) return null
  const date = new Date(lateFrom)
  const time =
    seq > 0 ? timeOfDay(lateFrom) : `${date.getMonth() + 1}-${date.getDate()} ${timeOfDay(lateFrom)}`
  return <p className={styles.late}>{t(seq > 0 ? 'message.late' : 'message.imported', { time })}</p>
}

function OwnBubble({ item }: { item: ThreadItem<PendingReply> }) {
  const { t, agents, me } = useThreadContext()
  const { entry } = item
  const message = entry.kind === 'message' ? entry.message : null
  const content = entry.kind === 'message' ? entry.message.content : contentOf(entry.pending.content)
  const name = namesOf(agents, t('sender.unknown'))(message === null ? me : message.agentId)
  const label = message === null ? null : senderLabel(message, me)
  const held = message?.delivery?.state === 'held'
  const bubble = isBare(content) ? styles.bare : held ? styles.held : styles.bubbleOut
  return (
    <div className={styles.out}>
      <div className={styles.column}>
        {label !== null && item.first ? (
          <p className={styles.label}>{label === 'colleague' ? name : labelWords(message, label, t)}</p>
        ) : null}
        <div className={styles.row}>
          <SaveButton content={content} direction="out" />
          {content.type === 'text' ? <CopyButton text={content.text} /> : null}
          <div className={bubble}>
            <span className="visually-hidden">{name}：</span>
            <MessageContent content={content} direction="out" />
          </div>
        </div>
        {message === null ? null : <OwnTime message={message} />}
        {entry.kind === 'pending' ? (
          <PendingLine pending={entry.pending} />
        ) : (
          <DeliveryLine message={entry.message} />
        )}
      </div>
      <span className={styles.avatar}>
        {item.first ? (
          <Avatar
            name={label === null || label === 'colleague' ? name : t(`sender.${label}`)}
            hue={null}
            size={32}
          />
        ) : null}
      </span>
    </div>
  )
}

/** 「自动 · 问候语」 where it is known what an automatic text was for. */
function labelWords(
  message: Message | null,
  label: Exclude<SenderLabel, null>,
  t: TFunction<'conversation'>,
): string {
  const purpose = message?.purpose ?? null
  return label === 'auto' && purpose !== null ? t(`sender.purpose.${purpose}`) : t(`sender.${label}`)
}

function CancelledLine({ item }: { item: ThreadItem<PendingReply> }) {
  const { t, agents, me, serving, onEdit } = useThreadContext()
  if (item.entry.kind !== 'message') return null
  const { agentId, content, origin } = item.entry.message
  const name = namesOf(agents, t('sender.unknown'))(agentId)
  const key = origin !== 'agent' ? 'cancelledAuto' : agentId === me ? 'cancelledByMe' : 'cancelled'
  return (
    <p className={styles.cancelled}>
      {t(`delivery.${key}`, { name })}
      {serving && content.type === 'text' ? (
        <>
          {' · '}
          <Act onClick={() => onEdit(content.text)}>{t('delivery.editAgain')}</Act>
        </>
      ) : null}
    </p>
  )
}

function CopyButton({ text }: { text: string }) {
  const { t } = useThreadContext()
  return (
    <button
      type="button"
      className={styles.copy}
      tabIndex={-1}
      aria-label={t('message.copy')}
      title={t('message.copy')}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => toast.show({ text: t('message.copied') }))
      }}
    >
      <Copy size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
