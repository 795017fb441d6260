import type { Media } from '@duokefu/contract'
import { Download, Play } from 'lucide-react'
import { useState } from 'react'
import { clock } from '../words/time-words.ts'
import { imageBox } from './image-box.ts'
import styles from './MessageMedia.module.css'
import { NotFetched } from './NotFetched.tsx'
import { useThreadContext } from './thread-context.ts'

/** A video as its first picture and its length, loaded when it is played; what this browser can't play can be downloaded. */
export function MessageVideo({ media, thumb }: { media: Media; thumb: Media | null }) {
  const { t, mediaUrl } = useThreadContext()
  const [shown, setShown] = useState<'cover' | 'film' | 'broken'>('cover')
  const box = imageBox(media.width ?? thumb?.width ?? null, media.height ?? thumb?.height ?? null)

  if (media.key === null || media.state !== 'ready') {
    return (
      <div className={styles.empty} style={box}>
        <NotFetched kind="video" media={media} />
      </div>
    )
  }
  const url = mediaUrl(media.key)
  if (shown === 'broken') {
    return (
      <div className={styles.empty} style={box}>
        <span>{t('message.cannotPlayVideo')}</span>
        <a className={styles.link} href={url} download>
          <Download size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('message.download')}
        </a>
      </div>
    )
  }
  const poster = thumb?.key && thumb.state === 'ready' ? mediaUrl(thumb.key, 'small') : null
  const length = media.seconds ? clock(Math.round(media.seconds) * 1000) : ''
  if (shown === 'film' || poster === null) {
    return (
      <video
        className={styles.video}
        style={box}
        controls
        autoPlay={shown === 'film'}
        preload="metadata"
        aria-label={t('message.video')}
        src={url}
        {...(poster === null ? {} : { poster })}
        onError={() => setShown('broken')}
      />
    )
  }
  return (
    <button
      type="button"
      className={styles.cover}
      style={box}
      aria-label={`${t('message.playVideo')} ${length}`.trim()}
      onClick={() => setShown('film')}
    >
      <img src={poster} alt="" width={box.width} height={box.height} decoding="async" draggable={false} />
      <span className={styles.start}>
        <Play size={20} strokeWidth={1.75} fill="currentColor" aria-hidden="true" />
      </span>
      {length === '' ? null : <span className={styles.length}>{length}</span>}
    </button>
  )
}
