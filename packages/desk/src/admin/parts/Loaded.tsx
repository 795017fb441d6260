import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDelayed } from '../../ui/use-delayed.ts'
import styles from './Loaded.module.css'

/** What a query brought; until then its shape, and when it failed a sentence and 「重试」. */
export function Loaded<Value>({
  query,
  children,
}: {
  query: UseQueryResult<Value>
  children: (value: Value) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  return <Waiting />
}

function Waiting() {
  const late = useDelayed(true, 200)
  return late ? <Skeleton active paragraph={{ rows: 4 }} /> : null
}

/** Why something could not be read, and the way to try again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('admin')
  const errorText = useErrorText()
  return (
    <div className={styles.failed} role="alert">
      <p>{errorText(asApiError(error))}</p>
      <Button onClick={onRetry}>{t('retry')}</Button>
    </div>
  )
}
