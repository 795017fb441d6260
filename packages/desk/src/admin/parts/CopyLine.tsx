import { Button } from 'antd'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './CopyLine.module.css'

/** A value to be pasted elsewhere, with 「复制」. Without a label its text alone names it. */
export function CopyLine({ label, value }: { label?: string; value: string }) {
  const { t } = useTranslation('admin')
  const [copied, setCopied] = useState<string | null>(null)
  const done = copied === value
  const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(value)
    setCopied(value)
  }

  return (
    <div className={styles.line}>
      {label === undefined ? null : <span className={styles.label}>{label}</span>}
      <code className={styles.value}>{value}</code>
      <Button
        icon={done ? <Check {...icon} /> : <Copy {...icon} />}
        aria-label={`${done ? t('copied') : t('copy')} ${label ?? ''}`.trim()}
        onClick={() => void copy()}
      >
        {done ? t('copied') : t('copy')}
      </Button>
    </div>
  )
}
