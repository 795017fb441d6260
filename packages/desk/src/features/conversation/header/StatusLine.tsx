import type { ConversationRow } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { Eye } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAgents, useDesk, useMe, useNow } from '../../../realtime/hooks.ts'
import type { GroupNameOf, NameOf } from '../words/event-words.ts'
import { groupNamesOf, namesOf } from '../words/names.ts'
import { countdownWords } from '../words/time-words.ts'
import styles from './StatusLine.module.css'

const tenMinutes = 10 * 60_000
const nobody: readonly string[] = []

/** Who serves and, from ten minutes before it, when it ends by itself; and who else is looking. */
export function StatusLine({ row }: { row: ConversationRow }) {
  const { t } = useTranslation('conversation')
  const agents = useAgents()
  const me = useMe()
  const nameOf = namesOf(agents, t('sender.unknown'))
  const groupOf = groupNamesOf(
    useDesk((desk) => desk.groups),
    t('sender.group'),
  )
  const viewers = useDesk((desk) => desk.viewers.get(row.openid) ?? nobody)
  // Whoever serves is no onlooker.
  const others = viewers.filter((id) => id !== me.agentId && !(row.state === 'serving' && id === row.agentId))
  const names = others.slice(0, 2).map(nameOf).join(t('header.viewersJoin'))
  return (
    <p className={styles.line}>
      <span className={styles.state}>
        {row.state === 'serving' ? (
          <Serving row={row} mine={row.agentId === me.agentId} name={nameOf(row.agentId)} />
        ) : row.state === 'waiting' ? (
          waitingWords(row, nameOf, groupOf, t)
        ) : (
          t('header.ended')
        )}
      </span>
      {others.length === 0 ? null : (
        <span className={styles.viewers}>
          <Eye size={14} strokeWidth={1.75} aria-hidden="true" />
          {t(others.length > 2 ? 'header.viewersMore' : 'header.viewers', { names, count: others.length })}
        </span>
      )}
    </p>
  )
}

function Serving({ row, mine, name }: { row: ConversationRow; mine: boolean; name: string }) {
  const { t } = useTranslation('conversation')
  const who = mine ? t('header.serving.me') : t('header.serving.other', { name })
  if (row.expiresAt === null) return who
  return <Countdown who={who} expiresAt={row.expiresAt} reopened={row.kind === 'reopened'} />
}

function Countdown({ who, expiresAt, reopened }: { who: string; expiresAt: number; reopened: boolean }) {
  const { t } = useTranslation('conversation')
  const now = useNow(1_000)
  const remainingMs = expiresAt - now
  if (!reopened && remainingMs > tenMinutes) return who
  const words = countdownWords(remainingMs)
  const time = t(words.key, words.values)
  const sentence = t(reopened ? 'header.reopenedEndsIn' : 'header.endsIn', { time })
  return (
    <>
      {who} · <span className={remainingMs < tenMinutes / 5 ? styles.soon : undefined}>{sentence}</span>
    </>
  )
}

function waitingWords(
  row: ConversationRow,
  nameOf: NameOf,
  groupOf: GroupNameOf,
  t: TFunction<'conversation'>,
): string {
  if (row.reservedFor === null) return t('header.waiting')
  if (row.reservedFor.kind === 'group')
    return t('header.waitingGroup', { group: groupOf(row.reservedFor.group) })
  return t('header.waitingFor', { name: nameOf(row.reservedFor.agent) })
}
