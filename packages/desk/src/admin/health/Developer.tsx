import type { DeveloperFailure, Health } from '@duokefu/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './HealthPage.module.css'
import { useMoment } from './use-moment.ts'

type DeveloperHealth = Health['developer']

/** WeChat gives up after five seconds and we answer it before: the end of the scale. */
const scaleMs = 4_500
/** Failures that are shown before somebody asks for all. */
const firstFew = 5

/** How long the merchant's server takes, and what went wrong there lately. */
export function Developer({ developer }: { developer: DeveloperHealth }) {
  const { t } = useTranslation('admin-health')
  const { latency, failures, lateReplies } = developer
  return (
    <>
      {latency === null ? (
        <p className={styles.quiet}>{t('developer.noFigures')}</p>
      ) : (
        <dl className={styles.latency}>
          {(['p50', 'p95', 'p99'] as const).map((name) => (
            <div key={name} className={styles.figure}>
              <dt>{t(`developer.${name}`)}</dt>
              <dd>{t('developer.ms', { figure: latency[name].toLocaleString('en-US') })}</dd>
              <dd className={styles.scale} aria-hidden="true">
                <span
                  className={latency[name] > 2_000 ? styles.slow : styles.fast}
                  style={{ width: `${Math.max(1, Math.min(100, (latency[name] / scaleMs) * 100))}%` }}
                />
              </dd>
            </div>
          ))}
          <div className={styles.figure}>
            <dt>{t('developer.asked')}</dt>
            <dd>{latency.count.toLocaleString('en-US')}</dd>
            {lateReplies.sent + lateReplies.notSent === 0 ? null : (
              <dd className={styles.quiet}>{t('developer.late', lateReplies)}</dd>
            )}
          </div>
        </dl>
      )}
      <Failures failures={failures} />
    </>
  )
}

function Failures({ failures }: { failures: readonly DeveloperFailure[] }) {
  const { t } = useTranslation('admin-health')
  const moment = useMoment()
  const [all, setAll] = useState(false)
  if (failures.length === 0) return <p className={styles.quiet}>{t('failures.none')}</p>
  return (
    <div className={styles.tableRoom}>
      <table className={styles.table}>
        <caption>{t('failures.title', { total: failures.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('failures.at')}</th>
            <th scope="col">{t('failures.reason')}</th>
            <th scope="col" className={styles.number}>
              {t('failures.took')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(all ? failures : failures.slice(0, firstFew)).map(({ at, reason, status, tookMs }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two failures of one millisecond are alike in everything
            <tr key={`${at} ${place}`}>
              <td className={styles.time}>{moment(at)}</td>
              <td>
                {t(`reasons.${reason}`, { status })}
                <span className={styles.advice}>{t(`advice.${reason}`)}</span>
              </td>
              <td className={styles.number}>
                {t('developer.ms', { figure: tookMs.toLocaleString('en-US') })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {all || failures.length <= firstFew ? null : (
        <Button type="link" onClick={() => setAll(true)}>
          {t('failures.all')}
        </Button>
      )}
    </div>
  )
}
