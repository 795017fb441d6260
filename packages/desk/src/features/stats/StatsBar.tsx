import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgents } from '../../realtime/hooks.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { isPossible, type Preset, presets, type Range } from './range.ts'
import styles from './StatsBar.module.css'

export interface StatsBarProps {
  range: Range
  by: 'day' | 'hour'
  mayByHour: boolean
  /** '' = everybody; null = there is nothing to choose. */
  agent: string | null
  today: string
  /** Changes of the address: null takes a name away. */
  onChange: (changes: Readonly<Record<string, string | null>>) => void
}

/** Which days, whose, and in which steps; everything stands in the address. */
export function StatsBar({ range, by, mayByHour, agent, today, onChange }: StatsBarProps) {
  const { t } = useTranslation('stats')
  const id = useId()
  const agents = useAgents()

  function handlePreset(preset: Preset | 'custom') {
    if (preset === 'custom') onChange({ range: null, from: range.from, to: range.to, by: null })
    else onChange({ range: preset, from: null, to: null, by: null })
  }

  function handleDay(end: 'from' | 'to', day: string) {
    if (day === '') return
    const next = { from: range.from, to: range.to, [end]: day }
    // The other end comes along rather than saying no.
    if (next.from > next.to) next[end === 'from' ? 'to' : 'from'] = day
    if (isPossible(next.from, next.to)) onChange({ ...next, range: null, by: null })
  }

  return (
    <div className={styles.bar}>
      <div className={styles.scroll}>
        <Segmented
          label={t('range.label')}
          value={range.preset ?? 'custom'}
          options={[...presets, 'custom' as const].map((value) => ({ value, text: t(`range.${value}`) }))}
          onChange={handlePreset}
        />
      </div>
      {range.preset === null ? (
        <div className={styles.dates}>
          <label htmlFor={`${id}-from`}>{t('range.from')}</label>
          <input
            id={`${id}-from`}
            className={styles.input}
            type="date"
            max={today}
            value={range.from}
            onChange={(event) => handleDay('from', event.target.value)}
          />
          <label htmlFor={`${id}-to`}>{t('range.to')}</label>
          <input
            id={`${id}-to`}
            className={styles.input}
            type="date"
            max={today}
            value={range.to}
            onChange={(event) => handleDay('to', event.target.value)}
          />
        </div>
      ) : null}
      {mayByHour ? (
        <Segmented
          label={t('by.label')}
          value={by}
          options={(['day', 'hour'] as const).map((value) => ({ value, text: t(`by.${value}`) }))}
          onChange={(value) => onChange({ by: value })}
        />
      ) : null}
      {agent === null ? null : (
        <select
          className={styles.input}
          aria-label={t('agent.label')}
          value={agent}
          onChange={(event) => onChange({ agent: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{t('agent.everybody')}</option>
          {[...agents.values()].map(({ id: value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
