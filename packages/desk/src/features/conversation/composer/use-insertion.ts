import type { ConversationRow } from '@duokefu/contract'
import { type RefObject, useCallback } from 'react'
import { useAgents, useDeskStore, useMe } from '../../../realtime/hooks.ts'
import type { Insertion } from '../../../realtime/replies/composer-port.ts'
import { useKnownReplies, useReplyBook } from '../../../realtime/replies/reply-book.ts'
import {
  fillVariables,
  type Unfilled,
  unfilledIn,
  variableValues,
} from '../../../realtime/replies/variables.ts'
import { insertText } from './Editor.tsx'
import { withFaceNames } from './faces-in-text.ts'
import type { Attachments } from './use-attachments.ts'

const usualTimeZone = 'Asia/Shanghai'

/** Puts quick replies and materials into the composer of one customer. */
export function useInsertion(
  row: ConversationRow,
  attachments: Attachments,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const { clock } = useDeskStore()
  const book = useReplyBook()
  const timeZone = useKnownReplies().answer?.timeZone ?? usualTimeZone
  const me = useMe()
  const agentName = useAgents().get(me.agentId)?.name ?? ''
  const { remark } = row

  const fill = useCallback(
    (text: string) => fillVariables(text, variableValues({ remark, agentName, now: clock.now(), timeZone })),
    [remark, agentName, clock, timeZone],
  )

  /** At the cursor, or in the place of what is between `start` and the cursor. */
  function insert({ text, pictures, card, replyId }: Insertion, start: number | null): void {
    const editor = field.current
    if (editor === null) return
    if (start !== null) editor.setSelectionRange(start, editor.selectionEnd)
    insertText(editor, withFaceNames(fill(text)))
    for (const mediaKey of pictures) attachments.put({ type: 'image', mediaKey })
    if (card !== null) attachments.put(card)
    if (replyId !== null) book.used(replyId, clock.now())
    const [first] = unfilledIn(editor.value)
    if (first !== undefined) select(first)
  }

  function select({ start, text }: Unfilled): void {
    field.current?.focus()
    field.current?.setSelectionRange(start, start + text.length)
  }

  return { fill, insert, select }
}
