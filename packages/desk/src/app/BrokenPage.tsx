import { useTranslation } from 'react-i18next'
import { Button } from '../ui/Button.tsx'
import styles from './SinglePage.module.css'

/** A bug of ours: the page can't go on, what was written is kept. */
export function BrokenPage() {
  const { t } = useTranslation('shell')
  return (
    <main className={styles.page}>
      <p role="alert">{t('load.broken')}</p>
      <Button variant="primary" onClick={() => location.reload()}>
        {t('load.reload')}
      </Button>
    </main>
  )
}
