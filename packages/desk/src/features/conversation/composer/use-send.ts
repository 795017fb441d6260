import type { ConversationRow } from '@duokefu/contract'
import { useState } from 'react'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDrafts } from '../../../realtime/drafts.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { type QuotaState, sendModes } from './quota-state.ts'
import type { Attachments } from './use-attachments.ts'
import { type Written, writtenAs } from './written.ts'

/** The key of a note's draft, beside the reply's own. */
export const noteDraft = (openid: string) => `${openid}#note`

export interface Send {
  /** Sends what is written and attached: files first, then the text in its parts, then cards. */
  readonly reply: (quota: QuotaState, force: boolean) => void
  readonly note: (onSaved: () => void) => Promise<void>
  readonly busy: boolean
}

/** `fill` puts values in the place of variables. */
export function useSend(
  row: ConversationRow,
  attachments: Attachments,
  fill: (text: string) => string,
): Send {
  const store = useDeskStore()
  const drafts = useDrafts()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const { openid } = row

  function reply(quota: QuotaState, force: boolean) {
    const attached = attachments.now()
    // What isn't there yet would come behind its text: the button waits for it.
    if (attached.some(({ content }) => content === null)) return
    const written = writtenAs(fill(drafts.get(openid)), attached)
    const modes = force ? [] : sendModes(quota, row.held, written.length)
    for (const [index, { content, attachment }] of written.entries()) {
      if (store.reply(openid, { content, mode: modes[index] ?? 'force' }) === null) {
        drafts.set(openid, textsOf(written.slice(index)).join('\n'))
        return
      }
      if (attachment !== null) attachments.remove(attachment)
    }
    drafts.set(openid, '')
  }

  async function note(onSaved: () => void) {
    const text = drafts.get(noteDraft(openid)).trim()
    if (text === '' || busy) return
    setBusy(true)
    try {
      await store.send(openid, { type: 'note', text })
      drafts.set(noteDraft(openid), '')
      onSaved()
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    } finally {
      setBusy(false)
    }
  }

  return { reply, note, busy }
}

function textsOf(written: readonly Written[]): string[] {
  return written.flatMap(({ content }) => (content.type === 'text' ? [content.text] : []))
}
