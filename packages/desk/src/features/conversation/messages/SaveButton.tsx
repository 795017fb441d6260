import type { Content, QuickReply } from '@duokefu/contract'
import { BookmarkPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { request, requestJson } from '../../../realtime/http.ts'
import { useReplyBook } from '../../../realtime/replies/reply-book.ts'
import { savedReply } from '../../../realtime/replies/saved-reply.ts'
import { toast } from '../../../ui/toast.ts'
import { withFaceNames } from '../composer/faces-in-text.ts'
import styles from './ThreadLine.module.css'

/** 存为快捷回复: at once, with 撤销; where there is nothing to save, nothing. */
export function SaveButton({ content, direction }: { content: Content; direction: 'in' | 'out' }) {
  const { t } = useTranslation('conversation')
  const { accountId } = useDeskStore().api
  const book = useReplyBook()
  const errorText = useErrorText()
  const reply = savedReply(content, direction, withFaceNames)
  if (reply === null) return null
  const path = `/api/accounts/${encodeURIComponent(accountId)}/replies`
  const fail = (thrown: unknown) => toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })

  async function save(): Promise<void> {
    const { id } = (await requestJson(path, 'POST', { scope: 'own', reply })) as QuickReply
    void book.refresh()
    toast.show({
      text: t('message.saved'),
      action: {
        text: t('message.undo'),
        run: () =>
          void request(`${path}/${id}?scope=own`, { method: 'DELETE' })
            .then(() => book.refresh())
            .catch(fail),
      },
    })
  }

  return (
    <button
      type="button"
      className={styles.copy}
      tabIndex={-1}
      aria-label={t('message.save')}
      title={t('message.save')}
      onClick={() => void save().catch(fail)}
    >
      <BookmarkPlus size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
