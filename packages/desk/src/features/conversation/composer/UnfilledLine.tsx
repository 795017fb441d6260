import { useTranslation } from 'react-i18next'
import type { Unfilled } from '../../../realtime/replies/variables.ts'
import styles from './UnfilledLine.module.css'

export interface UnfilledLineProps {
  unfilled: readonly Unfilled[]
  onFill: (first: Unfilled) => void
}

/** What of a quick reply is still to be written: nothing is sent with a brace in it. */
export function UnfilledLine({ unfilled, onFill }: UnfilledLineProps) {
  const { t } = useTranslation('conversation')
  const [first] = unfilled
  if (first === undefined) return null
  return (
    <p className={styles.line} role="status">
      <span className={styles.words}>
        {t('composer.unfilled', { names: unfilled.map(({ text }) => text).join(' ') })}
      </span>
      <button type="button" className={styles.act} onClick={() => onFill(first)}>
        {t('composer.fill')}
      </button>
    </p>
  )
}
