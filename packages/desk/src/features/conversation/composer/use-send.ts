import type { ConversationRow } from '@duokefu/contract'
import { useState } from 'react'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDrafts } from '../../../realtime/drafts.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { withFaceCodes } from './faces-in-text.ts'
import { type QuotaState, sendModes } from './quota-state.ts'
import { splitText } from './split-text.ts'
import type { Attachments } from './use-attachments.ts'

/** The key of a note's draft, beside the reply's own. */
export const noteDraft = (openid: string) => `${openid}#note`

export interface Send {
  /** Sends what is in the editor: pictures first, then the text in its parts. */
  readonly reply: (quota: QuotaState, force: boolean) => void
  readonly note: (onSaved: () => void) => Promise<void>
  readonly busy: boolean
}

export function useSend(row: ConversationRow, attachments: Attachments): Send {
  const store = useDeskStore()
  const drafts = useDrafts()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const { openid } = row

  function reply(quota: QuotaState, force: boolean) {
    const pictures = attachments.list
    // A picture that isn't there yet would come behind its text: the button waits for it.
    if (pictures.some((picture) => picture.mediaKey === null)) return
    const parts = splitText(withFaceCodes(drafts.get(openid)))
    const modes = force ? [] : sendModes(quota, row.held, pictures.length + parts.length)
    let index = 0
    for (const picture of pictures) {
      if (picture.mediaKey === null) continue
      const content = { type: 'image', mediaKey: picture.mediaKey } as const
      if (store.reply(openid, { content, mode: modes[index++] ?? 'force' }) === null) return
      attachments.remove(picture.id)
    }
    for (const [at, text] of parts.entries()) {
      const sent = store.reply(openid, { content: { type: 'text', text }, mode: modes[index++] ?? 'force' })
      if (sent === null) {
        drafts.set(openid, parts.slice(at).join('\n'))
        return
      }
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
