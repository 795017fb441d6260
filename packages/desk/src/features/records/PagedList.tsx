import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import styles from './PagedList.module.css'
import type { Pages } from './use-pages.ts'

export interface PagedListProps<Item> {
  pages: Pages<Item>
  /** Said when there is nothing. */
  empty: string
  children: ReactNode
  /** Said instead of 「更多」. */
  moreText?: string
  /** Said under the last one. */
  endText?: string
}

/** Around a list that comes page by page: what is missing, what failed, and 「更多」. */
export function PagedList<Item>({ pages, empty, children, moreText, endText }: PagedListProps<Item>) {
  const { t } = useTranslation('records')
  const errorText = useErrorText()
  const late = useDelayed(pages.status === 'loading', 200)
  return (
    <>
      {children}
      {pages.status === 'failed' ? (
        <div className={styles.note} role="alert">
          <p>{pages.error === null ? t('failed') : errorText(pages.error)}</p>
          <Button size="small" onClick={pages.retry}>
            {t('retry')}
          </Button>
        </div>
      ) : pages.status === 'loading' ? (
        late ? (
          <div className={styles.loading}>
            <Skeleton width="60%" height={20} />
            <Skeleton width="90%" height={20} />
          </div>
        ) : null
      ) : pages.hasMore ? (
        <div className={styles.note}>
          <Button size="small" onClick={pages.more}>
            {moreText ?? t('more')}
          </Button>
        </div>
      ) : pages.items.length === 0 ? (
        <p className={styles.note}>{empty}</p>
      ) : endText === undefined ? null : (
        <p className={styles.note}>{endText}</p>
      )}
    </>
  )
}
