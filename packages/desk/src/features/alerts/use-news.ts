import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskStore } from '../../realtime/desk-store.ts'
import { useDeskStore } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'
import { newsBetween } from './news.ts'
import { transferNote } from './transfer-note.ts'

export interface NewsOptions {
  /** The conversation on the screen, which shows by itself what happens in it. */
  readonly shown: string | null
  readonly onOpen: (openid: string) => void
}

/** Without an answer the transfer is told without its note, which stands in the records. */
async function noteFor({ api }: DeskStore, openid: string): Promise<string | null> {
  try {
    return transferNote((await api.messages(openid, { newest: true })).messages)
  } catch {
    return null
  }
}

/** Says what colleagues and customers did to this agent's conversations: 「小林把花花转给了你」. */
export function useNews({ shown, onOpen }: NewsOptions): void {
  const { t } = useTranslation('shell')
  const store = useDeskStore()
  const latest = useRef({ shown, onOpen, t })
  latest.current = { shown, onOpen, t }

  useEffect(() => {
    let before = store.getSnapshot().desk
    return store.subscribe(() => {
      const { desk } = store.getSnapshot()
      const last = before
      before = desk
      if (desk === null || last === null || desk.conversations === last.conversations) return
      for (const { kind, openid, by, count } of newsBetween(last, desk)) {
        const { shown, onOpen, t } = latest.current
        // That a conversation was taken away is said in any case.
        if (openid === shown && kind !== 'takenOver' && kind !== 'takenBack') continue
        const row = desk.conversations.get(openid)
        const name = row?.remark || row?.alias
        const colleague = by === null ? undefined : desk.agents.get(by)?.name
        const say = (note: string | null) =>
          toast.show({
            text: t(note === null ? `news.${kind}` : 'news.receivedWith', {
              name,
              by: colleague ?? t('news.colleague'),
              total: count,
              note,
            }),
            ...(kind === 'received' || kind === 'released'
              ? { action: { text: t('news.open'), run: () => onOpen(openid) } }
              : {}),
          })
        if (kind === 'received') void noteFor(store, openid).then(say)
        else say(null)
      }
    })
  }, [store])
}
