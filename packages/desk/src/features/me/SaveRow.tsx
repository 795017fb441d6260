import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import styles from './SaveRow.module.css'

export interface SaveRowProps {
  saving: boolean
  onSave: () => void
  onDiscard: () => void
}

/** 保存 and what undoes the typing; stays in sight below a long form. */
export function SaveRow({ saving, onSave, onDiscard }: SaveRowProps) {
  const { t } = useTranslation('me')
  return (
    <div className={styles.save}>
      <Button variant="primary" disabled={saving} onClick={onSave}>
        {t('accept.save')}
      </Button>
      <Button onClick={onDiscard}>{t('accept.discard')}</Button>
    </div>
  )
}
