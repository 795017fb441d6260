import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { toast } from '../../ui/toast.ts'
import styles from './CopyField.module.css'

/** Small print that somebody may want to paste elsewhere. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation('customer')
  return (
    <p className={styles.field}>
      <span className={styles.label}>{label}</span>
      <code className={styles.value}>{value}</code>
      <button
        type="button"
        className={styles.copy}
        aria-label={`${t('copy')} ${label}`}
        title={t('copy')}
        onClick={() =>
          void navigator.clipboard.writeText(value).then(() => toast.show({ text: t('copied') }))
        }
      >
        <Copy size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </p>
  )
}
