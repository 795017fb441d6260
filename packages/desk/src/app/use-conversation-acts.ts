import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askForNotifications } from '../features/alerts/ask-for-notifications.ts'
import { useErrorText } from '../locales/error-text.ts'
import { asApiError } from '../realtime/api-error.ts'
import { useDeskStore } from '../realtime/hooks.ts'
import { toast } from '../ui/toast.ts'

export interface ConversationActs {
  /** Whose acceptance is on its way. */
  readonly accepting: string | null
  accept(openid: string): void
  reopen(openid: string): void
}

/** 接入 and 重新接入, from a row, the preview or a key: one way for all, the loser is told who won. */
export function useConversationActs(onServed: (openid: string) => void): ConversationActs {
  const { t } = useTranslation('shell')
  const store = useDeskStore()
  const errorText = useErrorText()
  const [accepting, setAccepting] = useState<string | null>(null)
  const busy = useRef(false)

  const tell = useCallback(
    (thrown: unknown) => {
      const error = asApiError(thrown)
      const name = error.by === null ? null : (store.getSnapshot().desk?.agents.get(error.by)?.name ?? null)
      toast.show({ text: errorText(error, name), tone: 'alert' })
    },
    [store, errorText],
  )

  const accept = useCallback(
    async (openid: string, aboveMaximum: boolean): Promise<void> => {
      if (busy.current) return
      busy.current = true
      setAccepting(openid)
      try {
        await store.send(openid, { type: 'accept', aboveMaximum })
        onServed(openid)
        askForNotifications(t('notify.ask'), t('notify.open'))
      } catch (thrown) {
        const error = asApiError(thrown)
        if (error.code !== 'at_maximum') tell(thrown)
        else {
          toast.show({
            text: t('accepted.above', { total: error.count }),
            action: { text: t('accepted.anyway'), run: () => void accept(openid, true) },
          })
        }
      } finally {
        busy.current = false
        setAccepting(null)
      }
    },
    [store, onServed, tell, t],
  )

  const reopen = useCallback(
    async (openid: string): Promise<void> => {
      try {
        await store.send(openid, { type: 'reopen' })
        onServed(openid)
        toast.show({ text: t('accepted.reopened') })
      } catch (thrown) {
        tell(thrown)
      }
    },
    [store, onServed, tell, t],
  )

  const acceptOne = useCallback((openid: string) => void accept(openid, false), [accept])
  const reopenOne = useCallback((openid: string) => void reopen(openid), [reopen])
  return { accepting, accept: acceptOne, reopen: reopenOne }
}
