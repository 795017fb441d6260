import { useTranslation } from 'react-i18next'
import { useStoreState } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './EmptyList.module.css'
import type { ListTab } from './list-order.ts'
import { useLongestWaiting } from './longest-waiting.ts'
import { RowSkeletons } from './RowSkeletons.tsx'
import type { ListView } from './use-list-view.ts'

export interface EmptyListProps {
  tab: ListTab
  view: ListView
  /** How many wait. */
  waiting: number
  onAccept: (openid: string) => void
}

/** Why a list has no rows, and what can be done about it. */
export function EmptyList({ tab, view, waiting, onAccept }: EmptyListProps) {
  const { t } = useTranslation('lists')
  const recent = useStoreState((state) => state.recent.status)
  const longest = useLongestWaiting()
  if (tab === 'recent' && (recent === 'loading' || recent === 'idle')) return <RowSkeletons />
  if (tab === 'recent' && recent === 'failed') return null
  if (tab === 'serving' && view.unansweredOnly) {
    return (
      <div className={styles.empty}>
        <p>{t('empty.unanswered')}</p>
        <Button onClick={() => view.setUnansweredOnly(false)}>{t('showAll')}</Button>
      </div>
    )
  }
  return (
    <div className={styles.empty}>
      <p>{t(`empty.${tab}`)}</p>
      {tab === 'serving' && waiting > 0 && longest !== null ? (
        <Button onClick={() => onAccept(longest)}>{t('empty.acceptLongest')}</Button>
      ) : null}
    </div>
  )
}
