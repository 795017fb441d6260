import type { Media } from '@duokefu/contract'
import { useState } from 'react'
import styles from './MessageMedia.module.css'
import { useThreadContext } from './thread-context.ts'

export interface NotFetchedProps {
  kind: 'image' | 'voice' | 'video'
  media: Media
}

/** A file that WeChat still has, that could not be fetched and may be tried again, or that it has no more (L10). */
export function NotFetched({ kind, media }: NotFetchedProps) {
  const { t, onFetchAgain } = useThreadContext()
  const [asking, setAsking] = useState(false)
  const { key } = media
  if (media.state === 'expired') return <span>{t(`message.expired.${kind}`)}</span>
  if (media.state !== 'failed' || asking) return <span>{t(`message.fetching.${kind}`)}</span>

  function handleRetry() {
    if (key === null) return
    setAsking(true)
    // The record says what became of it; an error is said by the desk itself.
    void onFetchAgain(key).finally(() => setAsking(false))
  }

  return (
    <>
      <span>{t(`message.notFetched.${kind}`)}</span>
      {key === null ? null : (
        <button type="button" className={styles.link} onClick={handleRetry}>
          {t('message.retry')}
        </button>
      )}
    </>
  )
}
