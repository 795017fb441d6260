import { useTranslation } from 'react-i18next'
import { type ErrorFacts, useErrorText } from '../locales/error-text.ts'
import { Button } from '../ui/Button.tsx'
import styles from './SinglePage.module.css'

export interface FailedPageProps {
  error: ErrorFacts
  onRetry: () => void
}

/** Nothing could be fetched: why, and once more. */
export function FailedPage({ error, onRetry }: FailedPageProps) {
  const { t } = useTranslation('shell')
  const errorText = useErrorText()
  return (
    <main className={styles.page}>
      <p role="alert">{t('load.failed', { reason: errorText(error) })}</p>
      <Button variant="primary" onClick={onRetry}>
        {t('load.retry')}
      </Button>
    </main>
  )
}
