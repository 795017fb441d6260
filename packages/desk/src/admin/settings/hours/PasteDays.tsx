import type { Span, SpecialDay } from '@duokefu/engine'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Hours.module.css'
import { pastedDays } from './paste-days.ts'

export interface PasteDaysProps {
  today: string
  /** The hours of a 调休 day for which the list has none. */
  workingDay: readonly Span[]
  onAdd: (days: readonly SpecialDay[]) => void
  onClose: () => void
}

/** Takes the yearly notice of holidays as it stands, or a line a day; says what it read before anything is added. */
export function PasteDays({ today, workingDay, onAdd, onClose }: PasteDaysProps) {
  const { t } = useTranslation('admin-settings')
  const { t: tAdmin } = useTranslation('admin')
  const [text, setText] = useState('')
  const { days, unread } = pastedDays(text, today)
  const coming = days.filter(({ date }) => date >= today)
  const open = coming.filter((day) => day.open !== 'closed')

  function add(): void {
    onAdd(
      coming.map(({ date, name, open: hours }) => ({
        date,
        name,
        spans: hours === 'closed' ? [] : hours === 'working' ? workingDay : hours,
      })),
    )
  }

  return (
    <Modal
      open
      title={t('hours.pasteTitle')}
      okText={t('hours.addDays', { total: coming.length })}
      okButtonProps={{ disabled: coming.length === 0 }}
      cancelText={tAdmin('cancel')}
      onOk={add}
      onCancel={onClose}
    >
      <p className={styles.help}>{t('hours.pasteHelp')}</p>
      <Input.TextArea
        autoFocus
        aria-label={t('hours.pasteTitle')}
        value={text}
        rows={7}
        maxLength={20_000}
        placeholder={t('hours.pasteHint')}
        onChange={(event) => setText(event.target.value)}
      />
      <div role="status" className={styles.read}>
        {text.trim() === '' ? null : (
          <p>
            {t('hours.read', {
              total: coming.length,
              closed: coming.length - open.length,
              open: open.length,
            })}
            {days.length > coming.length ? t('hours.readPast', { total: days.length - coming.length }) : null}
          </p>
        )}
        {unread.length === 0 ? null : (
          <p className={styles.wrong}>
            {t('hours.unread', { lines: unread.map((line) => `「${line}」`).join('') })}
          </p>
        )}
        <ul className={styles.list}>
          {coming.map(({ date, name, open: hours }) => (
            <li key={date}>
              {date} {name}{' '}
              <span className={styles.closed}>
                {t(hours === 'closed' ? 'hours.states.closed' : 'hours.states.open')}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  )
}
