import { MessageSquareText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../realtime/hooks.ts'
import styles from './NothingSelected.module.css'

/** Stands in the column while nobody is chosen: what to do, today's figures, three keys. */
export function NothingSelected() {
  const { t } = useTranslation('conversation')
  const { today } = useMe()
  return (
    <main className={styles.pane} aria-label={t('none.title')}>
      <MessageSquareText size={32} strokeWidth={1.25} aria-hidden="true" />
      <p className={styles.title}>{t('none.title')}</p>
      <p className={styles.figures}>{t('none.today', today)}</p>
      <p className={styles.keys}>{t('none.keys')}</p>
    </main>
  )
}
