import { type RefObject, useEffect, useRef, useState } from 'react'
import { phone, useMedia } from '../../ui/use-media.ts'

export interface DrawerFocus<Content extends HTMLElement> {
  /** Around what the drawer holds. */
  readonly content: RefObject<Content | null>
  /** For the drawer's `afterOpenChange`. */
  readonly handleOpened: (open: boolean) => void
}

/**
 * A drawer that is there only while it is open: the focus goes to its first field, and back to where it was. Not on a
 * phone, where a focused field raises the keyboard.
 */
export function useDrawerFocus<Content extends HTMLElement>(): DrawerFocus<Content> {
  const small = useMedia(phone)
  const content = useRef<Content>(null)
  // While rendering: once the drawer is there, it has the focus itself.
  const [before] = useState(() => document.activeElement)

  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus()
    },
    [before],
  )

  function handleOpened(open: boolean): void {
    if (!open || small || content.current === null) return
    // It takes a moment to come in: whoever types already is not moved to another field.
    if (!content.current.contains(document.activeElement)) content.current.querySelector('input')?.focus()
  }

  return { content, handleOpened }
}
