import { useTranslation } from 'react-i18next'
import { useDeskStore, useStoreState } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './RecentEnd.module.css'

/** Under the recent rows: what went wrong with the next ones. */
export function RecentEnd() {
  const { t } = useTranslation('lists')
  const store = useDeskStore()
  const status = useStoreState((state) => state.recent.status)
  if (status !== 'failed') return null
  return (
    <div className={styles.failed} role="alert">
      <span>{t('failed')}</span>
      <Button size="small" onClick={() => store.loadRecent()}>
        {t('retry')}
      </Button>
    </div>
  )
}
