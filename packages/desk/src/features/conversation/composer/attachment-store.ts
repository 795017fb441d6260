import type { ErrorCode, UploadAnswer } from '@duokefu/contract'
import { asApiError } from '../../../realtime/api-error.ts'
import type { Prepared } from './picture-file.ts'
import type { Upload } from './upload.ts'

/** A picture beside the text, to be sent with it. */
export interface Attachment {
  readonly id: string
  /** Address of a small view of it. */
  readonly preview: string
  readonly name: string
  /** 0 to 1 while it is on its way to our server. */
  readonly progress: number
  /** The name under which a reply refers to it, once it is there. */
  readonly mediaKey: string | null
  /** `undecodable`: the browser can't read it as a picture. */
  readonly failed: ErrorCode | 'undecodable' | null
  /** It was made smaller, to be under WeChat's limit. */
  readonly reduced: boolean
}

/** Pictures that wait to be sent, per conversation; they are uploaded while the agent still writes. */
export interface AttachmentStore {
  of(openid: string): readonly Attachment[]
  subscribe(listener: () => void): () => void
  add(openid: string, file: File): void
  /** Puts back a picture whose reply was refused. */
  restore(openid: string, mediaKey: string): void
  remove(openid: string, id: string): void
  retry(openid: string, id: string): void
}

export interface AttachmentStoreOptions {
  readonly prepare: (file: File) => Promise<Prepared>
  readonly upload: (file: Blob, name: string, onProgress: (part: number) => void) => Upload
  readonly mediaUrl: (key: string) => string
  readonly newId: () => string
  readonly onUploaded: (answer: UploadAnswer) => void
}

const none: readonly Attachment[] = []

export function createAttachmentStore(options: AttachmentStoreOptions): AttachmentStore {
  const all = new Map<string, readonly Attachment[]>()
  const files = new Map<string, File>()
  const uploads = new Map<string, Upload>()
  const listeners = new Set<() => void>()

  function edit(openid: string, change: (known: readonly Attachment[]) => readonly Attachment[]): void {
    all.set(openid, change(all.get(openid) ?? none))
    for (const listener of [...listeners]) listener()
  }

  function patch(openid: string, id: string, change: Partial<Attachment>): void {
    edit(openid, (known) => known.map((one) => (one.id === id ? { ...one, ...change } : one)))
  }

  async function start(openid: string, id: string, file: File): Promise<void> {
    patch(openid, id, { progress: 0, failed: null })
    const prepared = await options.prepare(file).catch(() => null)
    if (prepared === null) return patch(openid, id, { failed: 'undecodable' })
    // Taken away while it was made smaller.
    if (!files.has(id)) return
    const sent = options.upload(prepared.blob, file.name || 'picture', (progress) =>
      patch(openid, id, { progress }),
    )
    uploads.set(id, sent)
    try {
      const answer = await sent.answer
      options.onUploaded(answer)
      patch(openid, id, { progress: 1, mediaKey: answer.key, reduced: prepared.reduced })
    } catch (thrown) {
      patch(openid, id, { failed: asApiError(thrown).code })
    } finally {
      uploads.delete(id)
    }
  }

  const fresh = { progress: 0, mediaKey: null, failed: null, reduced: false } as const
  return {
    of: (openid) => all.get(openid) ?? none,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(openid, file) {
      const id = options.newId()
      files.set(id, file)
      const preview = URL.createObjectURL(file)
      edit(openid, (known) => [...known, { ...fresh, id, preview, name: file.name }])
      void start(openid, id, file)
    },
    restore(openid, mediaKey) {
      const preview = options.mediaUrl(mediaKey)
      const there = { ...fresh, id: options.newId(), preview, name: '', progress: 1, mediaKey }
      edit(openid, (known) => [...known, there])
    },
    remove(openid, id) {
      uploads.get(id)?.abort()
      files.delete(id)
      const preview = all.get(openid)?.find((one) => one.id === id)?.preview
      if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
      edit(openid, (known) => known.filter((one) => one.id !== id))
    },
    retry(openid, id) {
      const file = files.get(id)
      if (file !== undefined) void start(openid, id, file)
    },
  }
}
