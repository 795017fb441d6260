import type { Message } from '@duokefu/contract'
import { useMemo } from 'react'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDeskStore } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'
import { splitText } from './composer/split-text.ts'

/** 合并: the held texts are cancelled and kept as one at the end; null where there are fewer than two. */
export function useMergeHeld(
  openid: string,
  serving: boolean,
  messages: readonly Message[] | undefined,
  onEdit: (text: string) => void,
): (() => void) | null {
  const store = useDeskStore()
  const errorText = useErrorText()
  return useMemo(() => {
    const held = serving ? heldTexts(messages ?? []) : []
    return held.length < 2 ? null : () => void merge(held)

    async function merge(texts: readonly HeldText[]): Promise<void> {
      const taken: string[] = []
      for (const { seq, text } of texts) {
        try {
          await store.send(openid, { type: 'discard', seq })
          taken.push(text)
        } catch (thrown) {
          const error = asApiError(thrown)
          // The fan wrote just now, and it has gone out: it must not go out twice.
          if (error.code !== 'too_late') {
            toast.show({ text: errorText(error), tone: 'alert' })
            break
          }
        }
      }
      for (const text of splitText(taken.join('\n'))) {
        if (store.reply(openid, { content: { type: 'text', text }, mode: 'hold' }) === null) onEdit(text)
      }
    }
  }, [openid, serving, messages, onEdit, store, errorText])
}

interface HeldText {
  readonly seq: number
  readonly text: string
}

function heldTexts(messages: readonly Message[]): HeldText[] {
  return messages.flatMap(({ seq, origin, content, delivery }) =>
    origin === 'agent' && delivery?.state === 'held' && content.type === 'text'
      ? [{ seq, text: content.text }]
      : [],
  )
}
