import type { Counts, Durations, Figures, ReportAnswer, ReportQuery } from '@duokefu/contract'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { Definition } from './Definition.tsx'
import { durationWords } from './durations.ts'
import styles from './FiguresTable.module.css'
import { reportFilePath } from './use-report.ts'

type Table = 'series' | 'agents'

interface Row {
  readonly key: string
  /** What stands at the left: a day and perhaps an hour, or an agent. */
  readonly names: readonly string[]
  readonly figures: Counts & Durations
}

const counts = ['served', 'replies', 'uncertain', 'sessions', 'transfers', 'unsent', 'received'] as const
const durations = ['waitMedian', 'firstResponseMedian', 'firstResponseP90'] as const

/** The numbers of the charts, row by row, and as a file. */
export function FiguresTable({ report, asked }: { report: ReportAnswer; asked: ReportQuery }) {
  const { t } = useTranslation('stats')
  const [wanted, setWanted] = useState<Table>('series')
  const ofTeam = report.agent === null
  const table = ofTeam ? wanted : 'series'
  const byHour = table === 'series' && report.by === 'hour'
  const heads =
    table === 'agents' ? [t('table.agent')] : [t('table.day'), ...(byHour ? [t('table.hour')] : [])]
  const figures = [
    ...counts.filter((figure) => figure !== 'received' || (ofTeam && table === 'series')),
    ...(byHour ? [] : durations),
  ]
  const rows = table === 'agents' ? agentRows(report) : seriesRows(report)

  return (
    <section className={styles.section} aria-label={t('table.title')}>
      <div className={styles.head}>
        <h2 className={styles.title}>{t('table.title')}</h2>
        {ofTeam ? (
          <Segmented
            label={t('table.label')}
            value={table}
            options={(['series', 'agents'] as const).map((value) => ({ value, text: t(`table.${value}`) }))}
            onChange={setWanted}
          />
        ) : null}
        <Files asked={asked} table={table} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t(`table.${table}`)}>
        <table className={styles.table}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {figures.map((figure) => (
                <th key={figure} scope="col" className={styles.number}>
                  <span className={styles.named}>
                    {t(`figure.${figure}`)}
                    <Definition figure={figure} />
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, names, figures: values }) => (
              <tr key={key}>
                {names.map((name) => (
                  <th key={name} scope="row">
                    {name}
                  </th>
                ))}
                <Cells values={values} figures={figures} />
              </tr>
            ))}
          </tbody>
          {table === 'series' ? (
            <tfoot>
              <tr>
                <th scope="row" colSpan={heads.length}>
                  {t('table.total')}
                </th>
                <Cells values={report.total} figures={figures} />
              </tr>
            </tfoot>
          ) : null}
        </table>
        {rows.length === 0 ? <p className={styles.none}>{t('table.none')}</p> : null}
      </section>
    </section>
  )
}

function Cells({ values, figures }: { values: Counts & Durations; figures: readonly (keyof Figures)[] }) {
  const { t } = useTranslation('stats')
  return figures.map((figure) => (
    <td key={figure} className={styles.number}>
      {isDuration(figure) ? durationWords(t, values[figure]) : (values[figure] ?? 0).toLocaleString()}
    </td>
  ))
}

function Files({ asked, table }: { asked: ReportQuery; table: Table }) {
  const { t, i18n } = useTranslation('stats')
  const accountId = useDesk((desk) => desk.account.id)
  return (
    <div className={styles.files}>
      {(['csv', 'xlsx'] as const).map((format) => (
        <a
          key={format}
          className={styles.file}
          href={reportFilePath(accountId, asked, { format, table, language: i18n.language })}
          download
        >
          <Download size={16} strokeWidth={1.75} aria-hidden="true" />
          {t(`export.${format}`)}
        </a>
      ))}
    </div>
  )
}

function isDuration(figure: keyof Figures): figure is keyof Durations {
  return durations.some((duration) => duration === figure)
}

function seriesRows({ series }: ReportAnswer): Row[] {
  return series.map((row) => {
    const time = row.hour === null ? [] : [`${String(row.hour).padStart(2, '0')}:00`]
    return { key: `${row.day}/${row.hour}`, names: [row.day, ...time], figures: row }
  })
}

function agentRows({ agents }: ReportAnswer): Row[] {
  return agents.map((row) => ({ key: row.agentId, names: [row.name], figures: row }))
}
