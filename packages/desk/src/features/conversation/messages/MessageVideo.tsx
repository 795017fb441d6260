import type { Media } from '@duokefu/contract'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { imageBox } from './image-box.ts'
import styles from './MessageMedia.module.css'
import { NotFetched } from './NotFetched.tsx'
import { useThreadContext } from './thread-context.ts'

/** A video with its first picture; what this browser can't play can be downloaded. */
export function MessageVideo({ media, thumb }: { media: Media; thumb: Media | null }) {
  const { t } = useTranslation('conversation')
  const { mediaUrl } = useThreadContext()
  const [broken, setBroken] = useState(false)
  const box = imageBox(media.width ?? thumb?.width ?? null, media.height ?? thumb?.height ?? null)

  if (media.key === null || media.state !== 'ready') {
    return (
      <div className={styles.empty} style={box}>
        <NotFetched kind="video" media={media} />
      </div>
    )
  }
  const url = mediaUrl(media.key)
  if (broken) {
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
  return (
    <video
      className={styles.video}
      style={box}
      controls
      preload="metadata"
      aria-label={t('message.video')}
      src={url}
      {...(thumb?.key ? { poster: mediaUrl(thumb.key) } : {})}
      onError={() => setBroken(true)}
    />
  )
}
