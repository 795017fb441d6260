import type { Period } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { useAgents, useNow } from '../../realtime/hooks.ts'
import { PagedList } from './PagedList.tsx'
import styles from './RecordList.module.css'
import { beganWith, endWords, momentWords } from './record-words.ts'
import type { Pages } from './use-pages.ts'

/** Earlier sessions of this customer: when, who served, how it ended, the first words. */
export function PeriodList({ pages, onPick }: { pages: Pages<Period>; onPick: (seq: number) => void }) {
  const { t } = useTranslation('records')
  const agents = useAgents()
  const now = useNow(60_000)
  return (
    <PagedList pages={pages} empty={t('noPeriods')}>
      <ol className={styles.list}>
        {pages.items.map((period) => {
          const { id, seq, agentId, startedAt } = period
          const name = agentId === null ? t('unknownAgent') : (agents.get(agentId)?.name ?? t('unknownAgent'))
          return (
            <li key={id}>
              <button
                type="button"
                className={styles.item}
                disabled={seq === null}
                onClick={() => (seq === null ? undefined : onPick(seq))}
              >
                <span className={styles.line}>
                  <span className={styles.when}>{momentWords(startedAt, now)}</span>
                  <span className={styles.who}>{name}</span>
                  <span className={styles.end}>{endWords(t, period)}</span>
                </span>
                <span className={styles.words}>{beganWith(t, period)}</span>
              </button>
            </li>
          )
        })}
      </ol>
    </PagedList>
  )
}
