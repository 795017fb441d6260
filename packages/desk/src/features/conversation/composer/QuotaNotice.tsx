import { useTranslation } from 'react-i18next'
import styles from './QuotaNotice.module.css'
import type { QuotaState } from './quota-state.ts'

export interface QuotaNoticeProps {
  state: QuotaState
  onNote: () => void
}

/** Why nothing can be sent now, before anything is typed, and what can be done instead; gone the moment the fan writes. */
export function QuotaNotice({ state, onNote }: QuotaNoticeProps) {
  const { t } = useTranslation('conversation')
  if (state.kind !== 'used' && state.kind !== 'closed') return null
  return (
    <p className={styles.notice} role="status">
      <span>{t(`quota.explain.${state.kind}`)}</span>
      <button type="button" className={styles.act} onClick={onNote}>
        {t('quota.noteInstead')}
      </button>
    </p>
  )
}
