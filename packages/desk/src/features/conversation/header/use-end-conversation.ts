import type { ConversationRow } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { customerName } from '../words/customer-name.ts'

/** What would be left behind, which 结束会话 asks about. */
export interface EndQuestion {
  readonly held: number
  readonly draft: boolean
}
export type EndAnswer = 'back' | 'end' | 'keep' | 'cancel'

export interface EndConversation {
  readonly question: EndQuestion | null
  /** Ends at once, with 「撤销」 for five seconds; asks only with a draft or held replies. */
  readonly end: () => void
  readonly answer: (answer: EndAnswer) => void
}

const undoMs = 5_000

export interface EndOptions {
  readonly hasDraft: boolean
  readonly onEnded: (openid: string) => void
  /** 「撤销」 was in time: the conversation goes on. */
  readonly onRegained: (openid: string) => void
}

export function useEndConversation(
  row: ConversationRow,
  { hasDraft, onEnded, onRegained }: EndOptions,
): EndConversation {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const errorText = useErrorText()
  const [question, setQuestion] = useState<EndQuestion | null>(null)
  const { openid, session } = row
  const name = customerName(row)

  function fail(thrown: unknown) {
    toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
  }

  async function close(held: 'ask' | 'keep' | 'cancel') {
    try {
      await store.send(openid, { type: 'close', session, held, reason: null })
    } catch (thrown) {
      const error = asApiError(thrown)
      // Held meanwhile, or by a colleague: asked now.
      if (error.code === 'held_left') setQuestion({ held: error.count ?? 1, draft: hasDraft })
      else fail(thrown)
      return
    }
    toast.show({
      text: t('end.done', { name }),
      showMs: undoMs,
      ...(session === null ? {} : { action: { text: t('end.undo'), run: () => void undo(session) } }),
    })
    onEnded(openid)
  }

  async function undo(ended: string) {
    try {
      await store.send(openid, { type: 'undo_close', session: ended })
      toast.show({ text: t('end.undone') })
      onRegained(openid)
    } catch (thrown) {
      fail(thrown)
    }
  }

  return {
    question,
    end() {
      if (hasDraft || row.held > 0) setQuestion({ held: row.held, draft: hasDraft })
      else void close('ask')
    },
    answer(answer) {
      setQuestion(null)
      if (answer === 'end') void close('ask')
      else if (answer !== 'back') void close(answer)
    },
  }
}
