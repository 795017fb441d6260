import type { QuickReply, QuickReplyBody } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useDeskStore } from '../../realtime/hooks.ts'
import { request, requestJson } from '../../realtime/http.ts'
import { useReplyBook } from '../../realtime/replies/reply-book.ts'
import { toast } from '../../ui/toast.ts'

/** 存为快捷回复: at once, with 撤销. */
export function useSaveReply(
  t: TFunction<'conversation'>,
  fail: (thrown: unknown) => void,
): (reply: QuickReplyBody) => void {
  const { accountId } = useDeskStore().api
  const book = useReplyBook()
  return useCallback(
    (reply) => {
      const path = `/api/accounts/${encodeURIComponent(accountId)}/replies`
      const undo = (id: string) =>
        request(`${path}/${id}?scope=own`, { method: 'DELETE' }).then(() => book.refresh())
      async function save(): Promise<void> {
        const { id } = (await requestJson(path, 'POST', { scope: 'own', reply })) as QuickReply
        void book.refresh()
        const action = { text: t('message.undo'), run: () => void undo(id).catch(fail) }
        toast.show({ text: t('message.saved'), action })
      }
      void save().catch(fail)
    },
    [accountId, book, t, fail],
  )
}
