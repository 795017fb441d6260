import { Input } from 'antd'
import { useState } from 'react'
import { clockMinutes, clockText } from './clock-time.ts'
import styles from './TimeInput.module.css'

export interface TimeInputProps {
  label: string
  /** Minutes of the day; NaN = what was typed is no time. */
  value: number
  wrong?: boolean
  onChange: (minutes: number) => void
}

/** A time of day, typed as one likes: 9, 930 and 9:30 become 「09:00」 and 「09:30」 when the field is left. */
export function TimeInput({ label, value, wrong = false, onChange }: TimeInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const bad = wrong || Number.isNaN(value)
  return (
    <Input
      className={styles.time ?? ''}
      aria-label={label}
      aria-invalid={bad}
      value={typed ?? (Number.isNaN(value) ? '' : clockText(value))}
      maxLength={6}
      autoComplete="off"
      status={bad && !focused ? 'error' : ''}
      onFocus={() => setFocused(true)}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(clockMinutes(event.target.value) ?? Number.NaN)
      }}
      onBlur={() => {
        setFocused(false)
        // What is no time stays to be corrected.
        if (typed !== null && clockMinutes(typed) !== null) setTyped(null)
      }}
    />
  )
}
