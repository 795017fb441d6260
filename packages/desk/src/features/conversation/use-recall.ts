import { useCallback, useEffect, useRef, useState } from 'react'
import { useDrafts } from '../../realtime/drafts.ts'
import { useDeskStore, usePending } from '../../realtime/hooks.ts'
import type { PendingError, PendingReply } from '../../realtime/pending.ts'
import { withFaceNames } from './composer/faces-in-text.ts'
import type { Attachments } from './composer/use-attachments.ts'

export interface Recall {
  /** Why the latest reply came back, to be said above the editor. */
  readonly why: PendingError | null
  readonly dismiss: () => void
  readonly recall: (clientIds: readonly string[]) => void
  /** A text, below what is already written. */
  readonly insert: (text: string) => void
}

/**
 * Replies that the server refused go back into the editor by themselves while it is empty; text that somebody is
 * writing is never touched, then they stay where they are with a button.
 */
export function useRecall(openid: string, attachments: Attachments): Recall {
  const store = useDeskStore()
  const drafts = useDrafts()
  const pending = usePending(openid)
  const [why, setWhy] = useState<PendingError | null>(null)
  /** What the editor holds because of us: several refused ones of one text may follow each other. */
  const recalled = useRef('')

  const insert = useCallback(
    (text: string) => {
      const known = drafts.get(openid)
      drafts.set(openid, known.trim() === '' ? text : `${known.trimEnd()}\n${text}`)
    },
    [drafts, openid],
  )

  const restore = useCallback(
    (replies: readonly PendingReply[]) => {
      for (const { content } of replies) {
        if (content.type === 'text') insert(withFaceNames(content.text))
        else attachments.put(content)
      }
      recalled.current = drafts.get(openid)
    },
    [attachments, drafts, insert, openid],
  )

  useEffect(() => {
    const refused = pending.filter(({ state }) => state === 'refused')
    const draft = drafts.get(openid)
    const last = refused.at(-1)
    if (last === undefined || (draft.trim() !== '' && draft !== recalled.current)) return
    setWhy(last.error)
    restore(store.discard(refused.map(({ clientId }) => clientId)))
  }, [pending, drafts, openid, restore, store])

  return {
    why,
    dismiss: useCallback(() => setWhy(null), []),
    recall: useCallback((clientIds) => restore(store.discard(clientIds)), [restore, store]),
    insert,
  }
}
