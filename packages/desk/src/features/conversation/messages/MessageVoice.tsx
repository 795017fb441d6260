import type { Media } from '@duokefu/contract'
import { Download } from 'lucide-react'
import { useState } from 'react'
import styles from './MessageVoice.module.css'
import { NotFetched } from './NotFetched.tsx'
import { useThreadContext } from './thread-context.ts'
import { VoicePlayer } from './VoicePlayer.tsx'

export interface MessageVoiceProps {
  media: Media
  format: string
  recognition: string | null
  /** Only a customer's voice is waited for: an own one is never unheard. */
  direction: 'in' | 'out'
}

/** A voice that plays; one that can't be decoded says so and can be had as it is. */
export function MessageVoice({ media, format, recognition, direction }: MessageVoiceProps) {
  const { t, mediaUrl } = useThreadContext()
  const [broken, setBroken] = useState(false)
  const { key } = media
  return (
    <div className={styles.voice}>
      {key === null || media.state !== 'ready' ? (
        <span className={styles.line}>
          <NotFetched kind="voice" media={media} />
        </span>
      ) : broken ? (
        <span className={styles.line}>
          {t('message.cannotPlay', { format: format.toUpperCase() })}
          <a className={styles.original} href={mediaUrl(key)} download>
            <Download size={16} strokeWidth={1.75} aria-hidden="true" />
            {t('message.download')}
          </a>
        </span>
      ) : (
        <VoicePlayer
          mediaKey={key}
          seconds={media.seconds ?? null}
          direction={direction}
          onBroken={() => setBroken(true)}
        />
      )}
      {recognition ? (
        <p className={styles.recognition}>{t('message.recognition', { text: recognition })}</p>
      ) : null}
    </div>
  )
}
