import type { BusinessHours, Span } from '@duokefu/engine'
import { Button, Dropdown, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { DaySpans } from './DaySpans.tsx'
import styles from './Hours.module.css'
import { workingDay } from './spans.ts'

export interface WeekEditorProps {
  week: BusinessHours['week']
  onChange: (week: BusinessHours['week']) => void
}

/** Places in the week, Monday first, to which a day's hours can be copied at once. */
const targets = {
  weekdays: [0, 1, 2, 3, 4],
  everyDay: [0, 1, 2, 3, 4, 5, 6],
  weekend: [5, 6],
} as const

/** An ordinary week: a day a row, open or closed. */
export function WeekEditor({ week, onChange }: WeekEditorProps) {
  const { t } = useTranslation('admin-settings')
  const put = (places: readonly number[], spans: readonly Span[]) =>
    onChange(week.map((each, at) => (places.includes(at) ? spans : each)))

  return (
    <ol className={styles.days} aria-label={t('hours.week')}>
      {week.map((spans, place) => {
        const day = t(`hours.weekdays.${place + 1}`)
        const open = spans.length > 0
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the day
          <li key={place} className={styles.day}>
            <span className={styles.name}>{day}</span>
            <Switch
              checked={open}
              aria-label={t('hours.opens', { day })}
              onChange={(on) => put([place], on ? workingDay(week) : [])}
            />
            {open ? (
              <DaySpans day={day} spans={spans} onChange={(next) => put([place], next)} />
            ) : (
              <span className={styles.closed}>{t('hours.closed')}</span>
            )}
            <Dropdown
              trigger={['click']}
              menu={{
                items: Object.entries(targets).map(([key, places]) => ({
                  key,
                  label: t(`hours.copyTo.${key}`),
                  onClick: () => put(places, spans),
                })),
              }}
            >
              <Button type="text" className={styles.copy ?? ''} aria-label={t('hours.copyOf', { day })}>
                {t('hours.copy')}
              </Button>
            </Dropdown>
          </li>
        )
      })}
    </ol>
  )
}
