import { AppWindow, Link2, ListTree, Mic, RotateCw, Video, X } from 'lucide-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import styles from './AttachmentTray.module.css'
import type { Attachment } from './attachment-store.ts'

export interface AttachmentTrayProps {
  attachments: readonly Attachment[]
  /** Messages that it takes with the text beside it. */
  total: number
  onRemove: (id: string) => void
  onRetry: (id: string) => void
}

/** What 发送 will send besides the text, and how many messages all of it costs. */
export function AttachmentTray({ attachments, total, onRemove, onRetry }: AttachmentTrayProps) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  if (attachments.length === 0) return null
  function why({ failed, name }: Attachment): string {
    if (failed === null || failed === 'undecodable') return t('composer.unsupported', { name })
    if (failed === 'voiceTooLong') return t('composer.voiceTooLong', { name })
    return errorText({ code: failed, count: null })
  }
  const onlyPictures = attachments.every(({ type }) => type === 'image') && total === attachments.length
  return (
    <div className={styles.tray}>
      <ul className={styles.list}>
        {attachments.map((one) => (
          <li key={one.id} className={one.preview === null ? styles.named : styles.item}>
            <View attachment={one} />
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
            ) : one.content === null ? (
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
              aria-label={t(`composer.remove.${one.type}`)}
              title={t(`composer.remove.${one.type}`)}
              onClick={() => onRemove(one.id)}
            >
              <X size={14} strokeWidth={2} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.cost}>
        {onlyPictures ? t('composer.pictures', { count: total }) : t('composer.cost', { count: total })}
        {attachments.some((one) => one.reduced) ? ` · ${t('composer.reduced')}` : ''}
      </p>
    </div>
  )
}

const icons: Record<
  Exclude<Attachment['type'], 'image'>,
  ComponentType<{ size: number; strokeWidth: number }>
> = {
  voice: Mic,
  video: Video,
  link: Link2,
  menu: ListTree,
  miniprogram: AppWindow,
}

function View({ attachment: { type, preview, name } }: { attachment: Attachment }) {
  const { t } = useTranslation('conversation')
  const Icon = type === 'image' ? null : icons[type]
  if (preview !== null) {
    return (
      <>
        <img className={styles.picture} src={preview} alt={t(`composer.attached.${type}`)} />
        {Icon === null ? null : (
          <span className={styles.mark} aria-hidden="true">
            <Icon size={14} strokeWidth={2} />
          </span>
        )}
      </>
    )
  }
  return (
    <span className={styles.card}>
      {Icon === null ? null : <Icon size={20} strokeWidth={1.75} />}
      <span className={styles.words}>
        <span className={styles.kind}>{t(`composer.attached.${type}`)}</span>
        <span className={styles.name} title={name}>
          {name}
        </span>
      </span>
    </span>
  )
}
