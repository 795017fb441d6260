import { useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { fileProblem, prepareFile } from '../../../media/media-file.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { rememberSize } from '../messages/pending-content.ts'
import {
  type AttachedContent,
  type Attachment,
  type AttachmentStore,
  createAttachmentStore,
} from './attachment-store.ts'
import { upload } from './upload.ts'

/** What is attached in one conversation, and what can be done with it. */
export interface Attachments {
  readonly list: readonly Attachment[]
  /** The same as of now, not as of the last render. */
  readonly now: () => readonly Attachment[]
  readonly add: (files: readonly File[]) => void
  readonly put: (content: AttachedContent) => void
  readonly remove: (id: string) => void
  readonly retry: (id: string) => void
}

const byAccount = new Map<string, AttachmentStore>()

/** Kept outside of the screen: attachments stay with their conversation while others are open. */
function useStore(): AttachmentStore {
  const { api } = useDeskStore()
  const known = byAccount.get(api.accountId)
  if (known !== undefined) return known
  const store = createAttachmentStore({
    prepare: prepareFile,
    upload: (file, name, onProgress) => upload(api.accountId, file, name, onProgress),
    mediaUrl: (key) => api.mediaUrl(key, 'small'),
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
      now: () => store.of(openid),
      add(files) {
        for (const file of files) {
          const problem = fileProblem(file)
          if (problem === null) {
            store.add(openid, file)
            continue
          }
          const limit = 'limitMb' in problem ? problem.limitMb : 0
          toast.show({ text: t(`composer.${problem.code}`, { name: file.name, limit }), tone: 'alert' })
        }
      },
      put: (content) => store.put(openid, content),
      remove: (id) => store.remove(openid, id),
      retry: (id) => store.retry(openid, id),
    }),
    [list, openid, store, t],
  )
}
