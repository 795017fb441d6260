import type { BusinessHours, SpecialDay } from '@duokefu/engine'
import { Button, Input, Select } from 'antd'
import { ClipboardPaste, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DaySpans } from './DaySpans.tsx'
import styles from './Hours.module.css'
import { PasteDays } from './PasteDays.tsx'
import { workingDay } from './spans.ts'

export interface SpecialDaysProps {
  hours: BusinessHours
  /** By the account's clock, YYYY-MM-DD. */
  today: string
  onChange: (special: readonly SpecialDay[]) => void
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Holidays, and 调休 days that are open though their weekday is not. They win over the week. */
export function SpecialDays({ hours: { week, special }, today, onChange }: SpecialDaysProps) {
  const { t } = useTranslation('admin-settings')
  const [pasting, setPasting] = useState(false)
  const put = (index: number, part: Partial<SpecialDay>) =>
    onChange(special.map((day, at) => (at === index ? { ...day, ...part } : day)))
  const again = new Set(special.map(({ date }) => date).filter((date, at, all) => all.indexOf(date) !== at))

  return (
    <>
      <ol className={styles.special} aria-label={t('hours.special')}>
        {special.map((day, index) => {
          const { date, name, spans } = day
          const called = name === '' ? date : name
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a day's date is what is being typed
            <li key={index} className={styles.specialDay}>
              <Input
                className={styles.date ?? ''}
                type="date"
                value={date}
                min={today}
                status={date === '' || again.has(date) ? 'error' : ''}
                aria-label={t('hours.dateOf', { place: index + 1 })}
                onChange={(event) => put(index, { date: event.target.value })}
              />
              <Input
                className={styles.title ?? ''}
                value={name}
                maxLength={20}
                placeholder={t('hours.nameHint')}
                aria-label={t('hours.nameOf', { place: index + 1 })}
                onChange={(event) => put(index, { name: event.target.value })}
              />
              <Select
                value={spans.length > 0 ? 'open' : 'closed'}
                aria-label={t('hours.stateOf', { day: called })}
                options={['closed', 'open'].map((value) => ({ value, label: t(`hours.states.${value}`) }))}
                onChange={(state) => put(index, { spans: state === 'open' ? workingDay(week) : [] })}
              />
              <Button
                type="text"
                icon={<X {...icon} />}
                aria-label={t('hours.removeDay', { day: called })}
                title={t('hours.removeDayTitle')}
                onClick={() => onChange(special.filter((_, at) => at !== index))}
              />
              {spans.length === 0 ? null : (
                <DaySpans day={called} spans={spans} onChange={(next) => put(index, { spans: next })} />
              )}
              {again.has(date) ? (
                <p className={styles.wrong} role="alert">
                  {t('hours.problems.twice')}
                </p>
              ) : null}
            </li>
          )
        })}
      </ol>
      <div className={styles.acts}>
        <Button
          icon={<Plus {...icon} />}
          disabled={special.length >= 100}
          onClick={() => onChange([...special, { date: '', name: '', spans: [] }])}
        >
          {t('hours.addDay')}
        </Button>
        <Button icon={<ClipboardPaste {...icon} />} onClick={() => setPasting(true)}>
          {t('hours.paste')}
        </Button>
      </div>
      {pasting ? (
        <PasteDays
          today={today}
          workingDay={workingDay(week)}
          onClose={() => setPasting(false)}
          onAdd={(days) => {
            const pasted = new Set(days.map(({ date }) => date))
            const kept = special.filter(({ date }) => !pasted.has(date))
            onChange([...kept, ...days].sort((one, other) => (one.date < other.date ? -1 : 1)))
            setPasting(false)
          }}
        />
      ) : null}
    </>
  )
}
