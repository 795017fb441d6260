import type { ReportAnswer } from '@duokefu/contract'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { useDesk } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { FiguresTable } from './FiguresTable.tsx'
import { FigureTiles } from './FigureTiles.tsx'
import { daysIn, localToday, longestByHour, readRange } from './range.ts'
import { StatsBar } from './StatsBar.tsx'
import { StatsCharts } from './StatsCharts.tsx'
import styles from './StatsView.module.css'
import { useReport } from './use-report.ts'

/** Figures of a range of days, as tiles, charts and a table. An agent's own, or (null) the team's to choose from. */
export function StatsView({ ownAgentId }: { ownAgentId: string | null }) {
  const { t } = useTranslation('stats')
  const errorText = useErrorText()
  const accountId = useDesk((desk) => desk.account.id)
  const [query, setQuery] = useSearchParams()
  const [today, setToday] = useState(() => localToday(new Date()))
  const range = readRange(query, today)
  const mayByHour = daysIn(range.from, range.to) <= longestByHour
  const wantsHours = query.get('by') === 'hour' || (query.get('by') === null && range.from === range.to)
  const by = wantsHours && mayByHour ? 'hour' : 'day'
  const agent = ownAgentId ?? query.get('agent') ?? undefined
  const asked = { from: range.from, to: range.to, by, agent } as const
  const { report, loading, error, retry } = useReport(accountId, asked)

  // The account's day, where this computer stands in another time zone.
  const accountToday = report?.today
  useEffect(() => {
    if (accountToday !== undefined) setToday(accountToday)
  }, [accountToday])

  function handleChange(changes: Readonly<Record<string, string | null>>) {
    setQuery(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes))
          value === null ? next.delete(name) : next.set(name, value)
        return next
      },
      { replace: true },
    )
  }

  return (
    <div className={styles.view} aria-busy={loading}>
      <StatsBar
        range={range}
        by={by}
        mayByHour={mayByHour}
        agent={ownAgentId === null ? (agent ?? '') : null}
        today={today}
        onChange={handleChange}
      />
      {error === null ? null : (
        <div role="alert" className={styles.error}>
          <p>{errorText(error)}</p>
          <Button onClick={retry}>{t('retry')}</Button>
        </div>
      )}
      {report === null ? null : (
        <div className={loading ? styles.stale : styles.fresh}>
          <FigureTiles total={report.total} />
          {isEmpty(report) ? (
            <p className={styles.empty}>{t('empty')}</p>
          ) : (
            <>
              <StatsCharts report={report} />
              <FiguresTable report={report} asked={asked} />
            </>
          )}
          <p className={styles.zone}>{t('zone', { zone: report.timeZone })}</p>
        </div>
      )}
    </div>
  )
}

function isEmpty({ total }: ReportAnswer): boolean {
  const { served, replies, uncertain, sessions, transfers, unsent, received } = total
  return served + replies + uncertain + sessions + transfers + unsent + (received ?? 0) === 0
}
