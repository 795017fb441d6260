import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'
import styles from './Switch.module.css'

export interface SwitchProps {
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  /** Its name, shown beside it. */
  children: ReactNode
}

export function Switch({ checked, onChange, disabled = false, children }: SwitchProps) {
  const id = useId()
  return (
    <span className={styles.label}>
      <Base.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className={styles.track}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
      <label htmlFor={id}>{children}</label>
    </span>
  )
}
