import { Switch } from 'antd'
import { useId } from 'react'
import { Field } from '../../ui/Form.tsx'
import styles from './ApiPage.module.css'

export interface SwitchLineProps {
  label: string
  help?: string
  on: boolean
  onChange: (on: boolean) => void
}

/** A switch that holds at once, with its words beside it. */
export function SwitchLine({ label, help, on, onChange }: SwitchLineProps) {
  const id = useId()
  return (
    <Field {...(help === undefined ? {} : { help, helpId: `${id}-help` })}>
      <span className={styles.switch}>
        <Switch id={id} checked={on} aria-describedby={`${id}-help`} onChange={onChange} />
        <label htmlFor={id}>{label}</label>
      </span>
    </Field>
  )
}
