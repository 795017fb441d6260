import type { Rule } from '@duokefu/contract'
import { minuteOf } from '@duokefu/engine'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { clockText } from '../../parts/clock-time.ts'
import note from '../../parts/Note.module.css'
import { TimeInput } from '../../parts/TimeInput.tsx'
import styles from '../RuleEditor.module.css'

type TimeOfDay = Extract<Rule['when'][number], { type: 'time_of_day' }>

export interface TimeFieldProps {
  condition: TimeOfDay
  wrong: boolean
  onChange: (condition: TimeOfDay) => void
}

const days = [1, 2, 3, 4, 5, 6, 7]

/** Days and a span of them; one that ends before it begins goes on past midnight. */
export function TimeField({ condition, wrong, onChange }: TimeFieldProps) {
  const { t } = useTranslation('admin-rules')
  const { from, to } = condition
  const start = minuteOf(from)
  const end = minuteOf(to)
  return (
    <>
      <Checkbox.Group
        className={styles.days ?? ''}
        aria-label={t('conditions.time_of_day.days')}
        value={condition.days}
        options={days.map((day) => ({ value: day, label: t(`days.${day}`) }))}
        onChange={(chosen) => onChange({ ...condition, days: days.filter((day) => chosen.includes(day)) })}
      />
      <span className={note.inline}>
        <TimeInput
          label={t('conditions.time_of_day.from')}
          value={start}
          wrong={wrong && Number.isNaN(start)}
          onChange={(minutes) => onChange({ ...condition, from: clockOf(minutes) })}
        />
        –
        <TimeInput
          label={t('conditions.time_of_day.to')}
          value={end}
          wrong={wrong && Number.isNaN(end)}
          onChange={(minutes) => onChange({ ...condition, to: clockOf(minutes) })}
        />
        {start > end
          ? t('conditions.time_of_day.nextDay')
          : start === end
            ? t('conditions.time_of_day.allDay')
            : null}
      </span>
    </>
  )
}

/** The end of a day is the beginning of the next; what is no time is kept as such. */
function clockOf(minutes: number): string {
  return Number.isNaN(minutes) ? '' : clockText(minutes % 1_440)
}
