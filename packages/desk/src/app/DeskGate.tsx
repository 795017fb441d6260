import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { useDeskStore, useStoreState } from '../realtime/hooks.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { phone, useMedia } from '../ui/use-media.ts'
import styles from './DeskGate.module.css'
import { FailedPage } from './FailedPage.tsx'

/** Lets the desk through when its first snapshot is there; until then the shapes of it. */
export function DeskGate({ children }: { children: ReactNode }) {
  const store = useDeskStore()
  const loaded = useStoreState((state) => state.desk !== null)
  const ended = useStoreState((state) => state.ended)
  const failed = useStoreState((state) => state.failed)
  if (loaded) return children
  if (ended !== null || failed === 'not_logged_in') return <Navigate to="/login" replace />
  if (failed !== null)
    return <FailedPage error={{ code: failed, count: null }} onRetry={() => store.retryNow()} />
  return <Shapes />
}

function Shapes() {
  const { t } = useTranslation('shell')
  const small = useMedia(phone)
  return (
    <div className={styles.frame} role="status" aria-label={t('load.loading')}>
      {small ? null : <div className={styles.bar} />}
      <div className={styles.body}>
        {small ? null : <div className={styles.rail} />}
        <div className={styles.list}>
          <div className={styles.tabs} />
          {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
            <div key={row} className={styles.row}>
              <Skeleton width={40} height={40} round />
              <div className={styles.text}>
                <Skeleton width="40%" height={14} />
                <Skeleton width="75%" height={12} />
              </div>
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
