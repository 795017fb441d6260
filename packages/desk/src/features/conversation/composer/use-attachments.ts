import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { toast } from '../../../ui/toast.ts'
import { rememberSize } from '../messages/pending-content.ts'
import { pictureProblem, preparePicture } from './picture-file.ts'
import { type Upload, upload } from './upload.ts'

/** A picture beside the text, to be sent with it. */
export interface Attachment {
  readonly id: string
  /** Address of a small view of it. */
  readonly preview: string
  /** 0 to 1 while it is on its way to our server. */
  readonly progress: number
  /** The name under which a reply refers to it, once it is there. */
  readonly mediaKey: string | null
  readonly failed: string | null
}

export interface Attachments {
  of: (openid: string) => readonly Attachment[]
  add: (openid: string, files: readonly File[]) => void
  /** Puts back a picture whose reply was refused. */
  restore: (openid: string, mediaKey: string) => void
  remove: (openid: string, ids: readonly string[]) => void
  retry: (openid: string, id: string) => void
}

const none: readonly Attachment[] = []

/** Pictures that wait to be sent, per conversation; they are uploaded while the agent still writes. */
export function useAttachments(): Attachments {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  const store = useDeskStore()
  const [all, setAll] = useState<ReadonlyMap<string, readonly Attachment[]>>(new Map())
  const files = useRef(new Map<string, File>())
  const uploads = useRef(new Map<string, Upload>())

  const edit = useCallback(
    (openid: string, change: (known: readonly Attachment[]) => readonly Attachment[]) =>
      setAll((before) => new Map([...before, [openid, change(before.get(openid) ?? none)]])),
    [],
  )

  function patch(openid: string, id: string, change: Partial<Attachment>) {
    edit(openid, (known) => known.map((one) => (one.id === id ? { ...one, ...change } : one)))
  }

  async function start(openid: string, id: string, file: File) {
    patch(openid, id, { progress: 0, failed: null })
    try {
      const { blob, reduced } = await preparePicture(file)
      const sent = upload(store.api.accountId, blob, file.name || 'picture', (progress) =>
        patch(openid, id, { progress }),
      )
      uploads.current.set(id, sent)
      const answer = await sent.answer
      rememberSize(answer.key, answer.width, answer.height)
      patch(openid, id, { progress: 1, mediaKey: answer.key })
      if (reduced) toast.show({ text: t('composer.reduced') })
    } catch (thrown) {
      // A picture that the browser can't decode is not an answer of the server.
      const undecodable = thrown instanceof DOMException
      const failed = undecodable
        ? t('composer.unsupported', { name: file.name })
        : errorText(asApiError(thrown))
      patch(openid, id, { failed })
    } finally {
      uploads.current.delete(id)
    }
  }

  function add(openid: string, added: readonly File[]) {
    for (const file of added) {
      const problem = pictureProblem(file)
      if (problem !== null) {
        const limit = problem.code === 'tooLarge' ? problem.limitMb : 0
        toast.show({ text: t(`composer.${problem.code}`, { name: file.name, limit }), tone: 'alert' })
        continue
      }
      const id = crypto.randomUUID()
      const preview = URL.createObjectURL(file)
      files.current.set(id, file)
      edit(openid, (known) => [...known, { id, preview, progress: 0, mediaKey: null, failed: null }])
      void start(openid, id, file)
    }
  }

  function remove(openid: string, ids: readonly string[]) {
    for (const id of ids) {
      uploads.current.get(id)?.abort()
      files.current.delete(id)
      const preview = all.get(openid)?.find((one) => one.id === id)?.preview
      if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
    }
    edit(openid, (known) => known.filter((one) => !ids.includes(one.id)))
  }

  return {
    of: (openid) => all.get(openid) ?? none,
    add,
    restore(openid, mediaKey) {
      const preview = store.api.mediaUrl(mediaKey)
      const id = crypto.randomUUID()
      edit(openid, (known) => [...known, { id, preview, progress: 1, mediaKey, failed: null }])
    },
    remove,
    retry(openid, id) {
      const file = files.current.get(id)
      if (file !== undefined) void start(openid, id, file)
    },
  }
}
