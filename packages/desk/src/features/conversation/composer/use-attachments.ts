import { useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { rememberSize } from '../messages/pending-content.ts'
import { type Attachment, type AttachmentStore, createAttachmentStore } from './attachment-store.ts'
import { pictureProblem, preparePicture } from './picture-file.ts'
import { upload } from './upload.ts'

/** The pictures of one conversation, and what can be done with them. */
export interface Attachments {
  readonly list: readonly Attachment[]
  readonly add: (files: readonly File[]) => void
  readonly restore: (mediaKey: string) => void
  readonly remove: (id: string) => void
  readonly retry: (id: string) => void
}

const byAccount = new Map<string, AttachmentStore>()

/** Kept outside of the screen: pictures stay with their conversation while others are open. */
function useStore(): AttachmentStore {
  const { api } = useDeskStore()
  const known = byAccount.get(api.accountId)
  if (known !== undefined) return known
  const store = createAttachmentStore({
    prepare: preparePicture,
    upload: (file, name, onProgress) => upload(api.accountId, file, name, onProgress),
    mediaUrl: api.mediaUrl,
    newId: () => crypto.randomUUID(),
    onUploaded: ({ key, width, height }) => rememberSize(key, width, height),
  })
  byAccount.set(api.accountId, store)
  return store
}

export function useAttachments(openid: string): Attachments {
  const { t } = useTranslation('conversation')
  const store = useStore()
  const list = useSyncExternalStore(store.subscribe, () => store.of(openid))
  return useMemo(
    () => ({
      list,
      add(files) {
        for (const file of files) {
          const problem = pictureProblem(file)
          if (problem === null) {
            store.add(openid, file)
            continue
          }
          const limit = problem.code === 'tooLarge' ? problem.limitMb : 0
          toast.show({ text: t(`composer.${problem.code}`, { name: file.name, limit }), tone: 'alert' })
        }
      },
      restore: (mediaKey) => store.restore(openid, mediaKey),
      remove: (id) => store.remove(openid, id),
      retry: (id) => store.retry(openid, id),
    }),
    [list, openid, store, t],
  )
}
