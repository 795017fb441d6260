import type { DaysAnswer } from '@duokefu/contract'
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore, useNow } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Popover } from '../../ui/Popover.tsx'
import styles from './DayPicker.module.css'
import { monthOf, nextMonth, weeksOf } from './month.ts'
import { recordsApi } from './records-api.ts'

/** 「跳到日期」: a month, with the days on which this customer has records. */
export function DayPicker({ openid, onPick }: { openid: string; onPick: (seq: number) => void }) {
  const { t } = useTranslation('records')
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger={
        <Button size="small">
          <CalendarDays size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('jump')}
        </Button>
      }
      label={t('jump')}
      width={272}
      align="start"
      open={open}
      onOpenChange={setOpen}
    >
      <Month
        openid={openid}
        onPick={(seq) => {
          setOpen(false)
          onPick(seq)
        }}
      />
    </Popover>
  )
}

function Month({ openid, onPick }: { openid: string; onPick: (seq: number) => void }) {
  const { t, i18n } = useTranslation('records')
  const { api } = useDeskStore()
  const now = useNow(60_000)
  const [month, setMonth] = useState<string | null>(null)
  const [answer, setAnswer] = useState<{ month: string; days: DaysAnswer } | null>(null)
  const [failed, setFailed] = useState(false)
  const shown = month ?? monthOf(now)

  useEffect(() => {
    let current = true
    setFailed(false)
    recordsApi.days(api.accountId, openid, shown).then(
      (days) => {
        if (!current) return
        setAnswer({ month: shown, days })
        // Whoever has nothing this month is looked for where they have something.
        if (month === null && days.days.length === 0 && days.last !== null) setMonth(days.last)
      },
      () => {
        if (current) setFailed(true)
      },
    )
    return () => {
      current = false
    }
  }, [api, openid, shown, month])

  const known = answer?.month === shown ? answer.days : null
  const seqOf = new Map(known?.days.map(({ day, seq }) => [day, seq]))
  const title = new Date(`${shown}-01T00:00:00`).toLocaleDateString(i18n.language, {
    year: 'numeric',
    month: 'long',
  })
  return (
    <div className={styles.month}>
      <div className={styles.head}>
        <IconButton
          label={t('earlierMonth')}
          disabled={answer === null || answer.days.first === null || shown <= answer.days.first}
          onClick={() => setMonth(nextMonth(shown, -1))}
        >
          <ChevronLeft size={20} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
        <span aria-live="polite">{title}</span>
        <IconButton
          label={t('laterMonth')}
          disabled={shown >= monthOf(now)}
          onClick={() => setMonth(nextMonth(shown, 1))}
        >
          <ChevronRight size={20} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            {[1, 2, 3, 4, 5, 6, 0].map((weekday) => (
              <th key={weekday} scope="col">
                {t(`weekday.${weekday}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(shown).map((week) => (
            <tr key={week.find((day) => day !== null)}>
              {week.map((day, index) => {
                const seq = day === null ? undefined : seqOf.get(day)
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a week's days have no other order
                  <td key={index}>
                    {day === null ? null : (
                      <button
                        type="button"
                        className={styles.day}
                        disabled={seq === undefined}
                        aria-label={t('dayRecords', { day })}
                        onClick={() => (seq === undefined ? undefined : onPick(seq))}
                      >
                        {Number(day.slice(8))}
                      </button>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {failed ? <p className={styles.note}>{t('failed')}</p> : null}
      {known !== null && known.first === null ? <p className={styles.note}>{t('noRecords')}</p> : null}
    </div>
  )
}
