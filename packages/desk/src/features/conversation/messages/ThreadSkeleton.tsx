import { useTranslation } from 'react-i18next'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import styles from './ThreadSkeleton.module.css'

const lines = [
  { own: false, width: 220 },
  { own: false, width: 140 },
  { own: true, width: 280 },
  { own: false, width: 180 },
  { own: true, width: 200 },
] as const

/** The shape of a conversation while its records are on the way. */
export function ThreadSkeleton({ header = false }: { header?: boolean }) {
  const { t } = useTranslation('conversation')
  return (
    <div className={styles.place} role="status" aria-label={t('thread.loading')}>
      {header ? (
        <div className={styles.header}>
          <Skeleton width={32} height={32} round />
          <Skeleton width={160} height={20} />
        </div>
      ) : null}
      <div className={styles.lines}>
        {lines.map(({ own, width }) => (
          <div key={width} className={own ? styles.own : styles.line}>
            <Skeleton width={32} height={32} round />
            <Skeleton width={width} height={40} />
          </div>
        ))}
      </div>
    </div>
  )
}
