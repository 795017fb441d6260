import { type ComponentProps, useId } from 'react'
import { Field, type FieldProps } from './Form.tsx'
import styles from './TextField.module.css'

export interface TextFieldProps
  extends Pick<FieldProps, 'help' | 'error'>,
    Omit<ComponentProps<'input'>, 'id' | 'className' | 'value' | 'onChange'> {
  label: string
  value: string
  onChange: (value: string) => void
}

/** One line of text under its name. */
export function TextField({ label, help, error, onChange, ...input }: TextFieldProps) {
  const id = useId()
  return (
    <Field label={label} htmlFor={id} help={help} error={error}>
      <input {...input} id={id} className={styles.input} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}
