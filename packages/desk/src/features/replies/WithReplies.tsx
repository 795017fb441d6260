import type { RepliesAnswer } from '@duokefu/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useReplies, useReplyBook } from '../../realtime/replies/reply-book.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './WithReplies.module.css'

/** What agents can answer with, once it is there; 「重试」 when it could not be read. */
export function WithReplies({ children }: { children: (answer: RepliesAnswer) => ReactNode }) {
  const { t } = useTranslation('replies')
  const book = useReplyBook()
  const { answer, failed } = useReplies()
  if (answer !== null) return children(answer)
  return failed ? (
    <p className={styles.failed}>
      {t('failed')} <Button onClick={() => void book.refresh()}>{t('retry')}</Button>
    </p>
  ) : null
}
