import { Button, Input } from 'antd'
import { Check } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import styles from './SecretField.module.css'

export interface SecretFieldProps {
  label: string
  /** The server has one; it never says which. */
  isSet: boolean
  /** What is being typed in its place; null = it stays as it is. */
  value: string | null
  onChange: (value: string | null) => void
  help?: string
  error?: string | null
  onBlur?: () => void
}

/** A secret: typed once, then 「已设置 · 更换」. */
export function SecretField({ label, isSet, value, onChange, help, error = null, onBlur }: SecretFieldProps) {
  const { t } = useTranslation('admin')
  const id = useId()
  const kept = isSet && value === null
  return (
    <Field
      label={label}
      htmlFor={id}
      error={error}
      errorId={`${id}-error`}
      {...(help === undefined ? {} : { help })}
    >
      {kept ? (
        <p className={styles.kept}>
          <Check size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('secret.set')}
          <Button id={id} size="small" onClick={() => onChange('')}>
            {t('secret.replace')}
          </Button>
        </p>
      ) : (
        <div className={styles.typing}>
          <Input.Password
            id={id}
            value={value ?? ''}
            autoComplete="off"
            spellCheck={false}
            status={error === null ? '' : 'error'}
            aria-describedby={`${id}-error`}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onBlur}
          />
          {isSet ? <Button onClick={() => onChange(null)}>{t('secret.keep')}</Button> : null}
        </div>
      )}
    </Field>
  )
}
