import type { Figures } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { Definition } from './Definition.tsx'
import { durationWords } from './durations.ts'
import styles from './FigureTiles.module.css'

const order = [
  'served',
  'replies',
  'waitMedian',
  'firstResponseMedian',
  'unsent',
  'sessions',
  'transfers',
  'received',
] as const

/** The range in one figure each. */
export function FigureTiles({ total }: { total: Figures }) {
  const { t } = useTranslation('stats')
  const shown = order.filter((figure) => figure !== 'received' || total.received !== null)

  function wordsOf(figure: (typeof order)[number]): string {
    if (figure === 'waitMedian' || figure === 'firstResponseMedian') return durationWords(t, total[figure])
    return (total[figure] ?? 0).toLocaleString()
  }
  function noteOf(figure: (typeof order)[number]): string | null {
    if (figure === 'replies' && total.uncertain > 0) return t('tile.uncertain', { count: total.uncertain })
    if (figure === 'firstResponseMedian' && total.firstResponseP90 !== null)
      return t('tile.p90', { time: durationWords(t, total.firstResponseP90) })
    return null
  }

  return (
    <dl className={styles.tiles}>
      {shown.map((figure) => {
        const note = noteOf(figure)
        return (
          <div key={figure} className={styles.tile} data-figure={figure}>
            <dt className={styles.name}>
              {t(`figure.${figure}`)}
              <Definition figure={figure} />
            </dt>
            <dd className={styles.figure}>{wordsOf(figure)}</dd>
            {note === null ? null : <dd className={styles.note}>{note}</dd>}
          </div>
        )
      })}
    </dl>
  )
}
