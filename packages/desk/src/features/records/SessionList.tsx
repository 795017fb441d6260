import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAgents, useDeskStore, useNow } from '../../realtime/hooks.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { narrow, useMedia } from '../../ui/use-media.ts'
import { PagedList } from './PagedList.tsx'
import { beganWith, endWords, momentWords } from './record-words.ts'
import { type Filter, recordsApi } from './records-api.ts'
import styles from './SearchList.module.css'
import { usePages } from './use-pages.ts'

export interface SessionListProps {
  filter: Filter
  onMayExport: (may: boolean) => void
}

/** Sessions of the account, the latest first; a click opens the conversation there. */
export function SessionList({ filter, onMayExport }: SessionListProps) {
  const { t } = useTranslation('records')
  const { api } = useDeskStore()
  const agents = useAgents()
  const now = useNow(60_000)
  // A drawer would lie over what is to be read.
  const panel = useMedia(narrow) ? '' : 'panel=records'
  const key = JSON.stringify(filter)
  const ask = useCallback(
    async (cursor: string | null) => {
      const answer = await recordsApi.records(api.accountId, JSON.parse(key), cursor)
      onMayExport(answer.mayExport)
      return { items: answer.periods, next: answer.cursor }
    },
    [api, key, onMayExport],
  )
  const pages = usePages(ask)
  const nameOf = useMemo(
    () => (id: string | null) =>
      id === null ? t('unknownAgent') : (agents.get(id)?.name ?? t('unknownAgent')),
    [agents, t],
  )
  return (
    <PagedList pages={pages} empty={t('noneListed')}>
      <ol className={styles.list} aria-label={t('sessions')}>
        {pages.items.map((period) => {
          const { id, openid, alias, hue, remark, seq, startedAt, replies } = period
          const name = remark ?? alias
          const at = seq === null ? '' : `&at=${seq}`
          return (
            <li key={id}>
              <Link
                className={styles.row}
                to={`/desk/${api.accountId}/recent/${encodeURIComponent(openid)}?${panel}${at}`}
              >
                <Avatar name={name} hue={hue} size={32} />
                <span className={styles.customer}>{name}</span>
                <span className={styles.words}>{beganWith(t, period)}</span>
                <span className={styles.agent}>{nameOf(period.agentId)}</span>
                <span className={styles.replies}>{t('replies', { count: replies })}</span>
                <span className={styles.end}>{endWords(t, period)}</span>
                <time className={styles.when}>{momentWords(startedAt, now)}</time>
              </Link>
            </li>
          )
        })}
      </ol>
    </PagedList>
  )
}
