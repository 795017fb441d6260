import type { ReplyCard } from '@duokefu/contract'
import { useEffect, useRef } from 'react'

/** What stands beside the conversation (the side panel) puts into its composer. */
export interface Insertion {
  /** Variables not yet filled in. */
  readonly text: string
  readonly pictures: readonly string[]
  readonly card: ReplyCard | null
  /** Set when it comes from a quick reply, whose use is counted. */
  readonly replyId: string | null
}

const open = new Map<string, (insertion: Insertion) => void>()

/** Puts something into the composer of a customer; false when none is open. */
export function insertIntoComposer(openid: string, insertion: Insertion): boolean {
  const insert = open.get(openid)
  insert?.(insertion)
  return insert !== undefined
}

/** Takes what others insert while the composer of this customer is on the screen. */
export function useComposerPort(openid: string, onInsert: (insertion: Insertion) => void): void {
  const latest = useRef(onInsert)
  latest.current = onInsert
  useEffect(() => {
    const insert = (insertion: Insertion) => latest.current(insertion)
    open.set(openid, insert)
    return () => {
      if (open.get(openid) === insert) open.delete(openid)
    }
  }, [openid])
}
