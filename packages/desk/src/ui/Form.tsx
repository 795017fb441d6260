import type { ReactNode } from 'react'
import styles from './Form.module.css'

/** A page of settings: one column, at most 640 wide. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{title}</h1>
      {children}
    </div>
  )
}

export interface FieldProps {
  /** Above the field; `htmlFor` ties it to the control. */
  label?: string
  htmlFor?: string
  help?: string | undefined
  helpId?: string
  /** Under the field, in place of nothing: the input stays as it was typed. */
  error?: string | null | undefined
  errorId?: string
  children: ReactNode
}

export function Field({ label, htmlFor, help, helpId, error = null, errorId, children }: FieldProps) {
  return (
    <div className={styles.field}>
      {label === undefined ? null : (
        <label className={styles.label} htmlFor={htmlFor}>
          {label}
        </label>
      )}
      {children}
      {help === undefined ? null : (
        <p className={styles.help} id={helpId}>
          {help}
        </p>
      )}
      {error === null ? null : (
        <p className={styles.error} id={errorId} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

/** A name over a control that names itself, such as a group of choices. */
export function Group({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      {children}
      {help === undefined ? null : <p className={styles.help}>{help}</p>}
    </div>
  )
}
