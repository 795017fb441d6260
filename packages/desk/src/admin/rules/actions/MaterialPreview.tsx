import type { RuleReply } from '@duokefu/contract'
import { Image as ImageIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useDeskStore } from '../../../realtime/hooks.ts'
import styles from './Material.module.css'

/** A material as the customer gets it. */
export function MaterialPreview({ reply }: { reply: RuleReply }) {
  const { t } = useTranslation('admin-rules')
  const { api } = useDeskStore()
  switch (reply.type) {
    case 'image':
      return (
        <img
          className={styles.image}
          src={api.mediaUrl(reply.mediaKey)}
          alt={t('actions.send.kinds.image')}
        />
      )
    case 'voice':
      return (
        // biome-ignore lint/a11y/useMediaCaption: an admin's own recording, heard before it is sent
        <audio
          className={styles.voice}
          controls
          preload="metadata"
          aria-label={t('actions.send.kinds.voice')}
          src={`${api.mediaUrl(reply.mediaKey)}/play`}
        />
      )
    case 'video':
      return (
        <video
          className={styles.image}
          controls
          preload="metadata"
          aria-label={t('actions.send.kinds.video')}
          src={api.mediaUrl(reply.mediaKey)}
          {...(reply.thumbKey === null ? {} : { poster: api.mediaUrl(reply.thumbKey) })}
        />
      )
    case 'link':
      return (
        <span className={styles.link}>
          <span className={styles.linkTitle}>{reply.title}</span>
          <span className={styles.linkText}>
            <span>{reply.description}</span>
            {/* A picture of another site stays there: the page loads nothing from elsewhere. */}
            {reply.picUrl === null ? null : <ImageIcon size={20} strokeWidth={1.75} aria-hidden="true" />}
          </span>
        </span>
      )
  }
}
