import { type BusinessHours, localTimeAt } from '@duokefu/engine'
import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../../realtime/hooks.ts'
import { Group } from '../../../ui/Form.tsx'
import { clockText } from '../../parts/clock-time.ts'
import styles from './Hours.module.css'
import { type Standing, standingAt } from './open-now.ts'
import { SpecialDays } from './SpecialDays.tsx'
import { isWhole, ordinaryWeek } from './spans.ts'
import { WeekEditor } from './WeekEditor.tsx'

export interface HoursFieldsProps {
  /** null: always open. */
  hours: BusinessHours | null
  timeZone: string
  onChange: (hours: BusinessHours | null) => void
}

/** 工作时间: an ordinary week, the days that differ, and how it stands now. */
export function HoursFields({ hours, timeZone, onChange }: HoursFieldsProps) {
  const { t } = useTranslation('admin-settings')
  // Who switches to and fro gets their week back.
  const [last, setLast] = useState<BusinessHours>(hours ?? { week: ordinaryWeek, special: [] })
  const now = useNow(30_000)
  const local = localTimeAt(now, timeZone)
  const change = (part: Partial<BusinessHours>) => {
    const next = { ...(hours ?? last), ...part }
    setLast(next)
    onChange(next)
  }

  return (
    <>
      <Radio.Group
        vertical
        aria-label={t('sections.hours')}
        value={hours !== null}
        onChange={(event) => onChange(event.target.value === true ? last : null)}
      >
        <Radio value={false}>{t('hours.always')}</Radio>
        <Radio value={true}>{t('hours.byHours')}</Radio>
      </Radio.Group>
      {hours === null ? null : (
        <>
          <p className={styles.now} role="status">
            {isWhole(hours) ? (
              <StandingWords standing={standingAt(hours, now, timeZone)} />
            ) : (
              t('hours.notYet')
            )}
            <span className={styles.zone}>
              {t('hours.zone', { timeZone, clock: clockText(local.minute) })}
            </span>
          </p>
          <WeekEditor week={hours.week} onChange={(week) => change({ week })} />
          <Group label={t('hours.special')} help={t('hours.specialHelp')}>
            <SpecialDays hours={hours} today={local.date} onChange={(special) => change({ special })} />
          </Group>
        </>
      )}
    </>
  )
}

/** 「现在：营业中，今天 18:00 下班」 */
function StandingWords({ standing: { open, name, changes } }: { standing: Standing }) {
  const { t } = useTranslation('admin-settings')
  const state = open
    ? t('hours.isOpen')
    : name === null
      ? t('hours.isClosed')
      : t('hours.isHoliday', { name })
  if (changes === null) return t('hours.nowOnly', { state })
  const clock = clockText(changes.minute)
  const day =
    changes.days === 0
      ? t('hours.today', { clock })
      : changes.days === 1
        ? t('hours.tomorrow', { clock })
        : t('hours.later', { date: changes.date.slice(5), clock })
  return t(open ? 'hours.closesAt' : 'hours.opensAt', { state, time: day })
}
