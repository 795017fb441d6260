import type { ReportAnswer } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { agentBars, agentBarsHeight } from './charts/agent-bars.ts'
import { Chart } from './charts/Chart.tsx'
import { onePlot, twoPlots } from './charts/columns.ts'
import { weekHeat, weekHeatHeight } from './charts/week-heat.ts'
import styles from './StatsCharts.module.css'

const daysHeight = 336
const waitsHeight = 240
/** More bars than this are for the table. */
const agentsShown = 20

/** The four charts of a report; the agents' one only where there are several. */
export function StatsCharts({ report }: { report: ReportAnswer }) {
  const { t } = useTranslation('stats')
  const { series, agents, week, waits, by, agent } = report
  const served = t('chart.customers', { name: t('figure.served') })
  const replies = t('chart.messages', { name: t('figure.replies') })

  const days = useMemo(
    () =>
      twoPlots(
        series.map(({ day, hour }) => slotWords(day, hour, report.from === report.to)),
        [
          { name: served, values: series.map((row) => row.served) },
          { name: replies, values: series.map((row) => row.replies) },
        ],
        daysHeight,
      ),
    [series, served, replies, report.from, report.to],
  )
  const bars = useMemo(() => {
    const shown = agents.slice(0, agentsShown)
    return agentBars(
      shown.map(({ name }) => name),
      [
        { name: served, values: shown.map((row) => row.served) },
        { name: replies, values: shown.map((row) => row.replies) },
      ],
    )
  }, [agents, served, replies])
  const heat = useMemo(() => {
    const weekdays = ([0, 1, 2, 3, 4, 5, 6] as const).map((weekday) => t(`weekday.${weekday}`))
    return weekHeat(
      weekdays,
      week.map((cell) => ({
        ...cell,
        count: agent === null ? cell.received : cell.replies,
        lines: heatLines(t, weekdays, cell, agent === null),
      })),
    )
  }, [week, agent, t])
  const waiting = useMemo(
    () =>
      onePlot(
        waits.map(({ from, to }) => waitWords(t, from, to)),
        { name: t('chart.sessions'), values: waits.map(({ sessions }) => sessions) },
      ),
    [waits, t],
  )

  const daysTitle = by === 'day' ? t('chart.days') : t('chart.hours')
  const weekTitle = agent === null ? t('chart.week') : t('chart.weekOwn')
  return (
    <div className={styles.charts}>
      <div className={styles.wide}>
        <Chart title={daysTitle} label={daysTitle} height={daysHeight} option={days} />
      </div>
      {agents.length > 0 ? (
        <Chart
          title={t('chart.agents')}
          label={t('chart.agents')}
          height={agentBarsHeight(Math.min(agents.length, agentsShown))}
          option={bars}
        />
      ) : null}
      <div className={agents.length > 0 ? undefined : styles.wide}>
        <Chart title={t('chart.waits')} label={t('chart.waits')} height={waitsHeight} option={waiting} />
      </div>
      <div className={styles.wide}>
        <Chart title={weekTitle} label={weekTitle} height={weekHeatHeight} option={heat} />
      </div>
    </div>
  )
}

/** 11-22, 14:00, or both. */
export function slotWords(day: string, hour: number | null, oneDay: boolean): string {
  const time = hour === null ? null : `${String(hour).padStart(2, '0')}:00`
  if (time === null) return day.slice(5)
  return oneDay ? time : `${day.slice(5)} ${time}`
}

function heatLines(
  t: TFunction<'stats'>,
  weekdays: readonly string[],
  { weekday, hour, received, replies, online }: ReportAnswer['week'][number],
  ofTeam: boolean,
): string[] {
  const time = { weekday: weekdays[weekday], hour: String(hour).padStart(2, '0') }
  const own = [t('chart.week_message', time), t('chart.replies', { count: replies })]
  if (!ofTeam) return own
  return [
    ...own,
    t('chart.received', { count: received }),
    online === null ? t('chart.onlineUnknown') : t('chart.online', { count: online }),
  ]
}

function waitWords(t: TFunction<'stats'>, from: number, to: number | null): string {
  if (to === null) return t('wait.over')
  if (from === 0) return t('wait.first', { to })
  return to <= 60 ? t('wait.seconds', { from, to }) : t('wait.minutes', { from: from / 60, to: to / 60 })
}
