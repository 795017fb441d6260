import { type ClipboardEvent, type KeyboardEvent, type RefObject, useLayoutEffect } from 'react'
import { usePreference } from '../../../ui/preferences.ts'
import { isComposing } from '../../../ui/shortcuts.ts'
import styles from './Editor.module.css'
import { meaningOfEnter } from './enter-key.ts'
import { picturesOf } from './picture-file.ts'

export interface EditorProps {
  field: RefObject<HTMLTextAreaElement | null>
  label: string
  placeholder: string
  text: string
  touch: boolean
  merge: boolean
  onChange: (text: string) => void
  onSend: () => void
  /** null where pictures make no sense (a note). */
  onPictures: ((files: readonly File[]) => void) | null
}

/** The text field: grows with its text, sends on Enter, never while an input method composes. */
export function Editor(props: EditorProps) {
  const { field, label, placeholder, text, touch, merge, onChange, onSend, onPictures } = props
  const [sendKey] = usePreference('sendKey')

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    const place = element.parentElement
    // The place keeps its height while the field is measured, or the messages above would jump.
    if (place !== null) place.style.minHeight = `${place.offsetHeight}px`
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
    if (place !== null) place.style.minHeight = ''
  }, [text, field])

  function handleKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (isComposing(event.nativeEvent)) return
    const meaning = meaningOfEnter(event, { sendKey, touch, merge })
    if (meaning === 'send') {
      event.preventDefault()
      onSend()
    }
    if (meaning === 'break') {
      event.preventDefault()
      insertText(event.currentTarget, '\n')
    }
  }

  function handlePaste(event: ClipboardEvent) {
    const pictures = picturesOf(event.clipboardData)
    // A table or page is copied as text with a picture of it: the text is meant.
    if (onPictures === null || pictures.length === 0 || event.clipboardData.getData('text/plain') !== '')
      return
    event.preventDefault()
    onPictures(pictures)
  }

  return (
    <div className={styles.place}>
      <textarea
        ref={field}
        className={styles.field}
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={handleKeyDown}
        onPaste={handlePaste}
      />
    </div>
  )
}

/** Puts text at the cursor as if it had been typed, so that Ctrl+Z takes it out again. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus()
  // Deprecated, and still the only way that keeps the field's own undo history; where it is gone, splice.
  if (document.execCommand('insertText', false, text)) return
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
