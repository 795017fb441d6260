import type { Ref } from 'react'
import styles from './SearchField.module.css'

export interface SearchFieldProps {
  /** What is searched, in the field and for screen readers. */
  label: string
  value: string
  onChange: (value: string) => void
  ref?: Ref<HTMLInputElement>
}

/** Words to look for, in the width that there is. */
export function SearchField({ label, value, onChange, ref }: SearchFieldProps) {
  return (
    <input
      ref={ref}
      type="search"
      className={styles.field}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
