import { RotateCw, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import styles from './AttachmentTray.module.css'
import type { Attachment } from './attachment-store.ts'

export interface AttachmentTrayProps {
  attachments: readonly Attachment[]
  onRemove: (id: string) => void
  onRetry: (id: string) => void
}

/** The pictures that 发送 will send, and how many messages they cost. */
export function AttachmentTray({ attachments, onRemove, onRetry }: AttachmentTrayProps) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  if (attachments.length === 0) return null

  function why({ failed, name }: Attachment): string {
    if (failed === null || failed === 'undecodable') return t('composer.unsupported', { name })
    return errorText({ code: failed, count: null })
  }

  return (
    <div className={styles.tray}>
      <ul className={styles.list}>
        {attachments.map((one) => (
          <li key={one.id} className={styles.item}>
            <img className={styles.picture} src={one.preview} alt={t('message.picture')} />
            {one.failed !== null ? (
              <button
                type="button"
                className={styles.failed}
                title={why(one)}
                aria-label={`${t('composer.uploadFailed')}：${why(one)}`}
                onClick={() => onRetry(one.id)}
              >
                <RotateCw size={16} strokeWidth={1.75} aria-hidden="true" />
                {t('composer.uploadRetry')}
              </button>
            ) : one.mediaKey === null ? (
              <span
                className={styles.progress}
                role="progressbar"
                aria-label={t('composer.uploading', { percent: Math.round(one.progress * 100) })}
                aria-valuenow={Math.round(one.progress * 100)}
              >
                {Math.round(one.progress * 100)}%
              </span>
            ) : null}
            <button
              type="button"
              className={styles.remove}
              aria-label={t('composer.removePicture')}
              title={t('composer.removePicture')}
              onClick={() => onRemove(one.id)}
            >
              <X size={14} strokeWidth={2} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.cost}>
        {t('composer.pictures', { count: attachments.length })}
        {attachments.some((one) => one.reduced) ? ` · ${t('composer.reduced')}` : ''}
      </p>
    </div>
  )
}
