import type { Message } from '@duokefu/contract'
import { useDesk } from '../../../realtime/hooks.ts'
import { Popover } from '../../../ui/Popover.tsx'
import {
  fanEventWords,
  type GroupNameOf,
  matchedWords,
  type NameOf,
  reasonWords,
  timelineWords,
} from '../words/event-words.ts'
import { groupNamesOf, namesOf } from '../words/names.ts'
import { timeOfDay, type Words } from '../words/time-words.ts'
import styles from './EventLine.module.css'
import { useThreadContext } from './thread-context.ts'

/** One thing that happened, as a centred line: when, what, and for routing why. */
export function EventLine({ message }: { message: Message }) {
  const { t, agents } = useThreadContext()
  const nameOf = namesOf(agents, t('sender.unknown'))
  const groupOf = groupNamesOf(
    useDesk((desk) => desk.groups),
    t('sender.group'),
  )
  const words = wordsOf(message, nameOf, groupOf)
  if (words === null) return null
  const why = whyOf(message)
  const matched = message.reason?.kind === 'rule' ? matchedWords(message.reason.matched) : []
  return (
    <p className={styles.event}>
      <time dateTime={new Date(message.at).toISOString()}>{timeOfDay(message.at)}</time>{' '}
      {t(words.key, words.values)}
      {why === null ? null : (
        <>
          {' · '}
          <Popover
            label={t('event.whyTitle')}
            align="center"
            trigger={
              <button type="button" className={styles.why}>
                {t('event.why')}
              </button>
            }
          >
            <p className={styles.reason}>
              {t(why.key, why.values)}
              {matched.length === 0
                ? null
                : t('reason.because', {
                    matched: matched.map((part) => t(part.key, part.values)).join(t('reason.and')),
                  })}
            </p>
          </Popover>
        </>
      )}
    </p>
  )
}

function wordsOf({ content }: Message, nameOf: NameOf, groupOf: GroupNameOf): Words | null {
  if (content.type === 'timeline') return timelineWords(content.line, nameOf, groupOf)
  if (content.type === 'fan_event') return fanEventWords(content.event, content.key)
  return null
}

/** Routing lines have a reason; acts of people are their own. */
function whyOf({ content, reason }: Message): Words | null {
  if (reason !== null) return reasonWords(reason)
  if (content.type !== 'timeline' || content.line.kind !== 'handed_over') return null
  if (content.line.by === 'rule') return null
  return { key: content.line.by === 'api' ? 'reason.api' : 'reason.mall', values: {} }
}
