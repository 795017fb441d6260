import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'
import { newsBetween } from './news.ts'

export interface NewsOptions {
  /** The conversation on the screen, which shows by itself what happens in it. */
  readonly shown: string | null
  readonly onOpen: (openid: string) => void
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
        toast.show({
          text: t(`news.${kind}`, { name, by: colleague ?? t('news.colleague'), total: count }),
          ...(kind === 'received' || kind === 'released'
            ? { action: { text: t('news.open'), run: () => onOpen(openid) } }
            : {}),
        })
      }
    })
  }, [store])
}
