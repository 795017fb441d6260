import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './AutoPage.module.css'
import { queueNumbers } from './auto-texts.ts'

/** Puts what is counted into the text: the place in the queue, the minutes to wait. */
export function QueueNumbers({ onInsert }: { onInsert: (words: string) => void }) {
  const { t } = useTranslation('admin-auto')
  return (
    <div className={styles.insert}>
      {t('insert.lead')}
      {Object.keys(queueNumbers).map((name) => (
        <Button key={name} size="small" onClick={() => onInsert(t(`insert.${name}Words`))}>
          {t(`insert.${name}`)}
        </Button>
      ))}
    </div>
  )
}
