import { RotateCw, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import styles from './AttachmentTray.module.css'
import type { Attachment } from './use-attachments.ts'

export interface AttachmentTrayProps {
  attachments: readonly Attachment[]
  onRemove: (id: string) => void
  onRetry: (id: string) => void
}

/** The pictures that 发送 will send, and how many messages they cost. */
export function AttachmentTray({ attachments, onRemove, onRetry }: AttachmentTrayProps) {
  const { t } = useTranslation('conversation')
  if (attachments.length === 0) return null
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
                title={one.failed}
                aria-label={`${t('composer.uploadFailed')}：${one.failed}`}
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
      <p className={styles.cost}>{t('composer.pictures', { count: attachments.length })}</p>
    </div>
  )
}
