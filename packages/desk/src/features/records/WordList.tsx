import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAgents, useDeskStore, useNow } from '../../realtime/hooks.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { narrow, useMedia } from '../../ui/use-media.ts'
import { Marked } from './Marked.tsx'
import { PagedList } from './PagedList.tsx'
import { contentWords, dateWords, momentWords } from './record-words.ts'
import { type Filter, recordsApi } from './records-api.ts'
import styles from './SearchList.module.css'
import { usePages } from './use-pages.ts'

/** Records with these words, the newest first, as far back as one look reached. */
export function WordList({ q, filter }: { q: string; filter: Filter }) {
  const { t } = useTranslation('records')
  const { api } = useDeskStore()
  const agents = useAgents()
  const now = useNow(60_000)
  // A drawer would lie over what is to be read.
  const panel = useMedia(narrow) ? '' : 'panel=records'
  const [lookedBackTo, setLookedBackTo] = useState<number | null>(null)
  const key = JSON.stringify({ ...filter, q })
  const ask = useCallback(
    async (before: number | null) => {
      const answer = await recordsApi.words(api.accountId, JSON.parse(key), before)
      setLookedBackTo(answer.lookedBackTo)
      return { items: answer.found, next: answer.lookedBackTo }
    },
    [api, key],
  )
  const pages = usePages(ask)
  const seen = new Set<string>()
  return (
    <PagedList
      pages={pages}
      empty={t('noneFound', { words: q })}
      endText={t('lookedThrough')}
      moreText={t('lookFurther', { date: dateWords(lookedBackTo ?? now, now) })}
    >
      <ol className={styles.list} aria-label={t('found')}>
        {pages.items.map(({ message, alias, hue, remark }) => {
          const { openid, seq, at } = message
          // Two looks may share the millisecond where one ended and the next began.
          if (seen.has(`${openid} ${seq}`)) return null
          seen.add(`${openid} ${seq}`)
          const name = remark ?? alias
          return (
            <li key={`${openid} ${seq}`}>
              <Link
                className={styles.row}
                to={`/desk/${api.accountId}/recent/${encodeURIComponent(openid)}?${panel}&at=${seq}`}
              >
                <Avatar name={name} hue={hue} size={32} />
                <span className={styles.customer}>{name}</span>
                <span className={styles.words}>
                  <Marked text={contentWords(t, message)} words={q} />
                </span>
                <span className={styles.agent}>
                  {message.origin === 'agent'
                    ? (agents.get(message.agentId ?? '')?.name ?? t('unknownAgent'))
                    : t(`origin.${message.origin}`)}
                </span>
                <time className={styles.when}>{momentWords(at, now)}</time>
              </Link>
            </li>
          )
        })}
      </ol>
    </PagedList>
  )
}
