import type { Agent, ConversationRow, DeskState } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { Pin } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'react-router'
import { useDraft } from '../../realtime/drafts.ts'
import { useDesk, useNow, useRow, useStoreState } from '../../realtime/hooks.ts'
import { meantForMe } from '../../realtime/meant-for-me.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge, Chip } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import styles from './ConversationItem.module.css'
import type { ListTab } from './list-order.ts'
import {
  closesSoon,
  duration,
  limitOf,
  prefixOf,
  type Tone,
  waitsSince,
  waitTone,
  whenSaid,
} from './row-facts.ts'
import {
  causeWords,
  customerName,
  durationWords,
  endingWords,
  limitWords,
  prefixWords,
  previewWords,
  whenWords,
} from './row-words.ts'

/** What all rows of a list need; one value for all, since fast scrolling makes hundreds a second. */
export interface RowContext {
  readonly t: TFunction<'lists'>
  readonly agents: ReadonlyMap<string, Agent>
  readonly groups: DeskState['groups']
  readonly me: string
  readonly thresholds: DeskState['thresholds']
  /** How long before the end of WeChat's window a row is marked, in milliseconds. */
  readonly alarmMs: number
}

export interface ConversationItemProps {
  context: RowContext
  openid: string
  tab: ListTab
  href: string
  selected: boolean
  /** The one row that Tab reaches; ↑ ↓ move on from there. */
  reachable: boolean
  accepting: boolean
  onAccept: (openid: string) => void
}

const prefixLook = {
  draft: styles.prefix,
  held: styles.prefix,
  failed: styles.failed,
  uncertain: styles.uncertain,
  open: styles.uncertain,
} as const

/** One customer in a list: who, how long they wait, what was said last. */
export const ConversationItem = memo(function ConversationItem({ openid, ...rest }: ConversationItemProps) {
  const row = useRow(openid)
  return row === undefined ? null : <Row row={row} {...rest} />
})

interface RowProps extends Omit<ConversationItemProps, 'openid'> {
  row: ConversationRow
}

function Row({ context, row, tab, href, selected, reachable, accepting, onAccept }: RowProps) {
  const { t, agents, groups, me, thresholds, alarmMs } = context
  const [draft] = useDraft(row.openid)
  const unsent = useStoreState(({ pending }) => pending.filter((reply) => isUnsent(reply, row.openid)).length)
  const mayAccept = useDesk((desk) => meantForMe(row, desk))
  const since = waitsSince(row)
  const now = useNow(since === null ? 60_000 : 1_000)
  const tone = since === null ? 'calm' : waitTone(now - since, thresholds)
  const agentName = (id: string) => (id === me ? t('cause.you') : (agents.get(id)?.name ?? null))
  const groupName = (id: string) => groups.find((group) => group.id === id)?.name ?? null
  const prefix = tab === 'waiting' ? null : prefixOf(row, draft !== '', unsent)
  const closing = closesSoon(row, now, alarmMs)
  const limit = tab === 'serving' || closing ? limitOf(row, now, alarmMs) : null
  const name = customerName(row)
  const aside =
    tab === 'waiting'
      ? causeWords(t, row, agentName, groupName)
      : tab === 'recent'
        ? endingWords(t, row, me, agentName)
        : null
  const said = prefix?.kind === 'draft' ? draft : previewWords(t, row, me, agentName)

  return (
    <div className={`${styles.row} ${styles[tone]}`} data-selected={selected || undefined}>
      <Link
        to={href}
        className={styles.link}
        tabIndex={reachable ? 0 : -1}
        aria-current={selected ? 'page' : undefined}
        aria-label={readAs(t, row, name, said, since === null ? null : now - since)}
        data-openid={row.openid}
        draggable={false}
      />
      <Avatar name={name} hue={row.hue} size={40} />
      <div className={styles.text}>
        <div className={styles.line}>
          {row.pinned && tab === 'serving' ? (
            <Pin className={styles.pin} size={14} strokeWidth={1.75} role="img" aria-label={t('pinned')} />
          ) : null}
          <span className={styles.name}>{name}</span>
          <span className={styles.cause}>{aside}</span>
          <Clock t={t} row={row} since={since} now={now} tone={tone} />
        </div>
        <div className={styles.line}>
          <span className={styles.said}>
            {prefix === null ? null : (
              <span className={prefixLook[prefix.kind]}>{prefixWords(t, prefix)} </span>
            )}
            {said}
          </span>
          {limit === null ? null : <Chip tone={closing ? 'danger' : 'warn'}>{limitWords(t, limit)}</Chip>}
          {tab === 'waiting' ? null : (
            <Badge count={row.unread} label={t('read.unread', { total: row.unread })} />
          )}
          {tab === 'waiting' && mayAccept ? (
            <Button
              size="small"
              className={styles.accept}
              disabled={accepting}
              tabIndex={reachable ? 0 : -1}
              aria-label={t('acceptName', { name })}
              onClick={() => onAccept(row.openid)}
            >
              {t('accept')}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  )
}

interface ClockProps {
  t: TFunction<'lists'>
  row: ConversationRow
  since: number | null
  now: number
  tone: Tone
}

function Clock({ t, row, since, now, tone }: ClockProps) {
  if (since !== null) {
    return (
      <span className={`${styles.clock} ${tone === 'calm' ? '' : styles.urgent}`} aria-hidden="true">
        {t('waiting', { duration: durationWords(t, duration(now - since)) })}
      </span>
    )
  }
  const at = row.state === 'none' ? (row.endedAt ?? row.last?.at) : row.last?.at
  if (at === undefined) return null
  return (
    <span className={styles.clock} aria-hidden="true">
      {whenWords(t, whenSaid(at, now))}
    </span>
  )
}

function isUnsent(reply: { openid: string; state: string }, openid: string): boolean {
  return reply.openid === openid && (reply.state === 'refused' || reply.state === 'unsent')
}

/** 「花花，未回复 3 分钟，2 条未读，什么时候发货」 */
function readAs(
  t: TFunction<'lists'>,
  row: ConversationRow,
  name: string,
  said: string,
  waitedMs: number | null,
): string {
  const minutes = waitedMs === null ? null : Math.floor(waitedMs / 60_000)
  const parts = [
    name,
    minutes === null ? null : t(row.state === 'waiting' ? 'read.waits' : 'read.unanswered', { minutes }),
    row.unread > 0 && row.state === 'serving' ? t('read.unread', { total: row.unread }) : null,
    said.slice(0, 80),
  ]
  return parts.filter((part) => part !== null).join(t('read.separator'))
}
