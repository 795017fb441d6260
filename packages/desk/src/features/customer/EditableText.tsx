import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { isComposing } from '../../ui/shortcuts.ts'
import styles from './EditableText.module.css'

export interface EditableTextProps {
  label: string
  editLabel: string
  /** Shown in place of nothing. */
  empty: string
  value: string | null
  maxLength: number
  lines: number
  /** A sentence below the field about what is in it. */
  help: (text: string) => string | null
  /** null = nothing. Throws what the server refused. */
  onSave: (value: string | null) => Promise<void>
}

/** A text that turns into a field in its own place: Enter (of several lines Ctrl+Enter) saves, Esc leaves it. */
export function EditableText(props: EditableTextProps) {
  const { editLabel, empty, value, lines } = props
  const [editing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  if (editing) {
    return (
      <Field
        {...props}
        onClose={() => {
          setEditing(false)
          requestAnimationFrame(() => pencil.current?.focus())
        }}
      />
    )
  }
  return (
    <div className={styles.line}>
      <span className={value === null ? styles.empty : lines === 1 ? styles.name : styles.text}>
        {value ?? empty}
      </span>
      <button
        ref={pencil}
        type="button"
        className={styles.edit}
        aria-label={editLabel}
        title={editLabel}
        onClick={() => setEditing(true)}
      >
        <Pencil size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  )
}

function Field(props: EditableTextProps & { onClose: () => void }) {
  const { label, value, maxLength, lines, help, onSave, onClose } = props
  const { t } = useTranslation('customer')
  const errorText = useErrorText()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(value ?? '')
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  async function handleSave() {
    if (busy) return
    const next = text.trim() === '' ? null : text.trim()
    if (next === value) return onClose()
    setBusy(true)
    try {
      await onSave(next)
      onClose()
    } catch (thrown) {
      setFailed(errorText(asApiError(thrown)))
      setBusy(false)
    }
  }

  function handleKeyDown(event: KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
    }
    if (event.key === 'Enter' && (lines === 1 || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void handleSave()
    }
  }

  const helped = help(text)
  return (
    <div className={styles.form}>
      <textarea
        ref={field}
        className={styles.field}
        rows={lines}
        aria-label={label}
        maxLength={maxLength}
        value={text}
        onChange={(event) =>
          setText(lines === 1 ? event.target.value.replace(/\n/g, ' ') : event.target.value)
        }
        onKeyDown={handleKeyDown}
      />
      {failed !== null ? (
        <p className={styles.failed} role="alert">
          {failed}
        </p>
      ) : helped === null ? null : (
        <p className={styles.help}>{helped}</p>
      )}
      <div className={styles.acts}>
        <Button size="small" variant="primary" disabled={busy} onClick={() => void handleSave()}>
          {t('save')}
        </Button>
        <Button size="small" variant="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  )
}
