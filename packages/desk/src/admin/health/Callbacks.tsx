import type { Health } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import styles from './HealthPage.module.css'

/** What came from WeChat within the last hour, minute by minute, and why some of it was turned away. */
export function Callbacks({ callbacks }: { callbacks: Health['callbacks'] }) {
  const { t, i18n } = useTranslation('admin-health')
  const { perMinute, refused } = callbacks
  const most = Math.max(1, ...perMinute)
  const total = perMinute.reduce((sum, count) => sum + count, 0)
  return (
    <>
      <figure className={styles.chart}>
        <svg
          viewBox={`0 0 ${perMinute.length * 10} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('callbacks.chart', { total, most })}
        >
          {perMinute.map((count, minute) => {
            const height = count === 0 ? 0 : Math.max(3, (count / most) * 100)
            // biome-ignore lint/suspicious/noArrayIndexKey: a minute is known by its place
            return <rect key={minute} x={minute * 10 + 1} width="8" y={100 - height} height={height} />
          })}
        </svg>
        <figcaption>
          <span>{t('callbacks.hourAgo')}</span>
          <span>{t('callbacks.most', { most: Math.max(0, ...perMinute) })}</span>
          <span>{t('callbacks.now')}</span>
        </figcaption>
      </figure>
      {refused.length === 0 ? null : (
        <ul className={styles.refused}>
          {refused.map(({ reason, count }) => (
            <li key={reason}>
              {i18n.exists(`admin-health:refused.${reason}`)
                ? t(`refused.${reason}`)
                : t('refused.other', { reason })}
              <span className={styles.count}>{t('callbacks.times', { total: count })}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
