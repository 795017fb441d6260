import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import styles from './Segmented.module.css'

export interface SegmentedProps<T extends string> {
  label: string
  value: T
  options: readonly { readonly value: T; readonly text: ReactNode }[]
  onChange: (value: T) => void
}

/** One of a few short words, all of them in sight. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <RadioGroup aria-label={label} value={value} onValueChange={onChange} className={styles.group}>
      {options.map((option) => (
        <Radio.Root key={option.value} value={option.value} className={styles.option}>
          {option.text}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
