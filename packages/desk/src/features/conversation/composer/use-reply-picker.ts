import type { QuickReply } from '@duokefu/contract'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { findReplies } from '../../../realtime/replies/rank.ts'
import { useKnownReplies, useReplyBook } from '../../../realtime/replies/reply-book.ts'
import { type Slash, slashAt } from './slash.ts'

/** As many as anybody looks through before they type another letter. */
const mostShown = 50

export interface ReplyPickerState {
  readonly query: string
  readonly found: readonly QuickReply[]
  /** Index of the one that Enter takes. */
  readonly active: number
  /** There are no quick replies at all. */
  readonly none: boolean
}

export interface ReplyPickerOptions {
  readonly text: string
  readonly cursor: number
  /** False where nothing can be inserted: a note, an input method that composes. */
  readonly on: boolean
  readonly onPick: (reply: QuickReply, slash: Slash, thenSend: boolean) => void
}

/** `/` in the composer: what it finds, and the keys that choose. */
export function useReplyPicker({ text, cursor, on, onPick }: ReplyPickerOptions) {
  const { clock } = useDeskStore()
  const book = useReplyBook()
  const { answer } = useKnownReplies()
  const [chosen, setChosen] = useState({ query: '', index: 0 })
  /** Where the sign stands that Esc has made a mere character. */
  const [dismissed, setDismissed] = useState<number | null>(null)
  const slash = on ? slashAt(text, cursor) : null
  const start = slash?.start ?? null
  const query = slash?.query ?? ''
  const open = slash !== null && start !== dismissed && answer !== null

  useEffect(() => {
    if (start === null) setDismissed(null)
    else void book.refresh()
  }, [start, book])

  const found = useMemo(
    () => (open ? findReplies(answer?.replies ?? [], query, clock.now()).slice(0, mostShown) : []),
    [open, answer, query, clock],
  )
  const active = chosen.query === query ? Math.min(chosen.index, Math.max(0, found.length - 1)) : 0

  function choose(reply: QuickReply, thenSend: boolean): void {
    if (slash !== null) onPick(reply, slash, thenSend)
  }

  function handleKey(event: KeyboardEvent): boolean {
    if (!open) return false
    const taken = act(event)
    if (taken) event.preventDefault()
    return taken
  }

  function act({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
    if (altKey) return false
    if (key === 'Escape') {
      setDismissed(start)
      return true
    }
    const reply = found[active]
    if (reply === undefined) return false
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1
      setChosen({ query, index: (active + step + found.length) % found.length })
      return true
    }
    if ((key === 'Enter' || key === 'Tab') && !shiftKey) {
      choose(reply, key === 'Enter' && (ctrlKey || metaKey))
      return true
    }
    return false
  }

  const picker: ReplyPickerState | null = open
    ? { query, found, active, none: (answer?.replies.length ?? 0) === 0 }
    : null
  return { picker, handleKey, choose }
}
