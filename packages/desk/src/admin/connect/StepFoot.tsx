import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './ConnectPage.module.css'

export interface StepFootProps {
  /** The primary act, if it isn't 「下一步」. */
  act?: string
  busy?: boolean
  disabled?: boolean
  onNext: () => void
  /** None at the first step. */
  onBack?: () => void
}

export function StepFoot({ act, busy = false, disabled = false, onNext, onBack }: StepFootProps) {
  const { t } = useTranslation('admin-connect')
  return (
    <footer className={styles.foot}>
      {onBack === undefined ? null : <Button onClick={onBack}>{t('back')}</Button>}
      <Button type="primary" loading={busy} disabled={disabled} onClick={onNext}>
        {act ?? t('next')}
      </Button>
    </footer>
  )
}
