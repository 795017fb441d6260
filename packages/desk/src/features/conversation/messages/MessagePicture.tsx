import type { Media } from '@duokefu/contract'
import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { imageBox } from './image-box.ts'
import styles from './MessageMedia.module.css'
import { NotFetched } from './NotFetched.tsx'
import { useThreadContext } from './thread-context.ts'

/** A picture in a box that has its final size from the start. */
export function MessagePicture({ media }: { media: Media }) {
  const { t, mediaUrl, onOpenPicture } = useThreadContext()
  const [attempt, setAttempt] = useState(0)
  const [broken, setBroken] = useState(false)
  const box = imageBox(media.width, media.height)
  const { key } = media

  if (key === null || media.state !== 'ready') {
    return (
      <div className={styles.empty} style={box}>
        {media.state === 'failed' || media.state === 'expired' ? (
          <ImageOff size={20} strokeWidth={1.75} aria-hidden="true" />
        ) : null}
        <NotFetched kind="image" media={media} />
      </div>
    )
  }
  if (broken) {
    return (
      <div className={styles.empty} style={box}>
        <ImageOff size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t('message.notShown')}</span>
        <button
          type="button"
          className={styles.link}
          onClick={() => {
            setBroken(false)
            setAttempt(attempt + 1)
          }}
        >
          {t('message.retry')}
        </button>
      </div>
    )
  }
  const url = mediaUrl(key, 'small')
  return (
    <button
      type="button"
      className={styles.picture}
      style={box}
      aria-label={t('message.openPicture')}
      onClick={() => onOpenPicture(key)}
    >
      <img
        src={attempt === 0 ? url : `${url}?attempt=${attempt}`}
        alt={t('message.picture')}
        width={box.width}
        height={box.height}
        decoding="async"
        draggable={false}
        onError={() => setBroken(true)}
      />
    </button>
  )
}
