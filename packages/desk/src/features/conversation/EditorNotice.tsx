import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import type { PendingError } from '../../realtime/pending.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './EditorNotice.module.css'

export interface EditorNoticeProps {
  error: PendingError
  /** Who is meant by the error, if somebody is. */
  by: string | null
  /** null where there is nothing to reopen. */
  onReopen: (() => void) | null
  onDismiss: () => void
}

/** Why a reply came back into the editor: one sentence of cause, one thing to do. */
export function EditorNotice({ error, by, onReopen, onDismiss }: EditorNoticeProps) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  return (
    <div className={styles.notice} role="alert">
      <p className={styles.words}>
        {error.code === 'session_ended'
          ? t('composer.endedBack')
          : t('composer.backInEditor', { sentence: errorText(error, by) })}
      </p>
      {onReopen === null ? null : (
        <Button size="small" onClick={onReopen}>
          {t('composer.reopen')}
        </Button>
      )}
      <button type="button" className={styles.close} aria-label={t('viewer.close')} onClick={onDismiss}>
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  )
}
