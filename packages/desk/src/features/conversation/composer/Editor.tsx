import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useState,
} from 'react'
import { picturesOf } from '../../../media/picture-file.ts'
import { usePreference } from '../../../ui/preferences.ts'
import { isComposing } from '../../../ui/shortcuts.ts'
import styles from './Editor.module.css'
import { meaningOfEnter } from './enter-key.ts'

export interface EditorProps {
  field: RefObject<HTMLTextAreaElement | null>
  label: string
  placeholder: string
  text: string
  touch: boolean
  merge: boolean
  onChange: (text: string) => void
  onSend: () => void
  /** Where the cursor is, whenever it has moved. */
  onCursor: (at: number) => void
  /** Takes a key before the field does; true = taken. Never while an input method composes. */
  onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean
  /** What is offered while the agent types, by ids: the list and the one that Enter takes. */
  suggestions: { readonly list: string; readonly option: string } | null
  /** null where pictures make no sense (a note). */
  onPictures: ((files: readonly File[]) => void) | null
}

/** The text field: grows with its text, sends on Enter, never while an input method composes. */
export function Editor(props: EditorProps) {
  const { suggestions } = props
  const { field, label, placeholder, text, touch, merge, onChange, onSend, onCursor, onKey, onPictures } =
    props
  const [sendKey] = usePreference('sendKey')
  const width = useWidth(field)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text, the shorter hint of a narrow window, and the width, which zooming changes as well
  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    const place = element.parentElement
    // The place keeps its height while the field is measured, or the messages above would jump.
    if (place !== null) place.style.minHeight = `${place.offsetHeight}px`
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
    if (place !== null) place.style.minHeight = ''
  }, [text, placeholder, width, field])

  function handleKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (isComposing(event.nativeEvent) || onKey(event)) return
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
        aria-autocomplete="list"
        aria-controls={suggestions?.list}
        aria-activedescendant={suggestions?.option}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          onChange(event.target.value)
          onCursor(event.target.selectionStart)
        }}
        onSelect={(event) => onCursor(event.currentTarget.selectionStart)}
        onKeyDown={handleKeyDown}
        onPaste={handlePaste}
      />
    </div>
  )
}

/** How wide the field's place is, in px; 0 until it was measured. */
function useWidth(field: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const place = field.current?.parentElement ?? null
    if (place === null) return
    const observer = new ResizeObserver(() => setWidth(place.clientWidth))
    observer.observe(place)
    return () => observer.disconnect()
  }, [field])
  return width
}

/** Puts text at the cursor as if it had been typed, so that Ctrl+Z takes it out again. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus()
  // Deprecated, and still the only way that keeps the field's own undo history; where it is gone, splice.
  if (document.execCommand('insertText', false, text)) return
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
