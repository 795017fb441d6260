import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgents, useDeskStore, useNow } from '../../realtime/hooks.ts'
import { Marked } from './Marked.tsx'
import { PagedList } from './PagedList.tsx'
import styles from './RecordList.module.css'
import { contentWords, momentWords } from './record-words.ts'
import { recordsApi } from './records-api.ts'
import { usePages } from './use-pages.ts'

export interface FoundListProps {
  openid: string
  words: string
  onPick: (seq: number) => void
}

/** Records of this customer with these words, the newest first. */
export function FoundList({ openid, words, onPick }: FoundListProps) {
  const { t } = useTranslation('records')
  const { api } = useDeskStore()
  const agents = useAgents()
  const now = useNow(60_000)
  const ask = useCallback(
    async (before: number | null) => {
      const answer = await recordsApi.search(api.accountId, openid, { q: words, only: 'all', before })
      return { items: answer.messages, next: answer.nextBefore }
    },
    [api, openid, words],
  )
  const pages = usePages(ask)
  return (
    <PagedList pages={pages} empty={t('noneFound', { words })}>
      <ol className={styles.list}>
        {pages.items.map((message) => (
          <li key={message.seq}>
            <button type="button" className={styles.item} onClick={() => onPick(message.seq)}>
              <span className={styles.line}>
                <span className={styles.when}>{momentWords(message.at, now)}</span>
                <span className={styles.who}>
                  {message.origin === 'agent'
                    ? (agents.get(message.agentId ?? '')?.name ?? t('unknownAgent'))
                    : t(`origin.${message.origin}`)}
                </span>
              </span>
              <span className={styles.words}>
                <Marked text={contentWords(t, message)} words={words} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </PagedList>
  )
}
