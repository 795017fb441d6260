import { InputNumber } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import note from '../parts/Note.module.css'
import styles from './AutoPage.module.css'

export interface LeaveAfterProps {
  seconds: number | null
  wrong: boolean
  onChange: (seconds: number | null) => void
}

/** How long somebody waits before they are asked to leave a message. */
export function LeaveAfter({ seconds, wrong, onChange }: LeaveAfterProps) {
  const { t } = useTranslation('admin-auto')
  const id = useId()
  return (
    <>
      <label className={`${note.inline} ${styles.below}`} htmlFor={id}>
        {t('leaveMessage.before')}
        <InputNumber
          id={id}
          value={seconds}
          precision={0}
          controls={false}
          status={wrong ? 'error' : ''}
          aria-describedby={`${id}-error`}
          onChange={onChange}
        />
        {t('leaveMessage.after')}
      </label>
      {wrong ? (
        <p className={styles.wrong} id={`${id}-error`} role="alert">
          {t('leaveMessage.wrong')}
        </p>
      ) : null}
    </>
  )
}
