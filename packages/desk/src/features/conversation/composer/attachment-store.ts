import type { ErrorCode, ReplyContent, UploadAnswer } from '@duokefu/contract'
import { kindOf, type PreparedFile, VoiceTooLongError } from '../../../media/media-file.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import type { Upload } from './upload.ts'

/** Everything that is not typed. */
export type AttachedContent = Exclude<ReplyContent, { readonly type: 'text' }>

/** A picture, voice, video or card beside the text, to be sent with it. */
export interface Attachment {
  readonly id: string
  readonly type: AttachedContent['type']
  /** Address of a small view of it; null where there is none. */
  readonly preview: string | null
  readonly name: string
  /** 0 to 1 while it is on its way to our server. */
  readonly progress: number
  /** What is sent, once it is there. */
  readonly content: AttachedContent | null
  /** `undecodable`: the browser can't read it as a picture. */
  readonly failed: ErrorCode | 'undecodable' | 'voiceTooLong' | null
  /** It was made smaller, to be under WeChat's limit. */
  readonly reduced: boolean
}

/** What waits to be sent, per conversation; files are uploaded while the agent still writes. */
export interface AttachmentStore {
  of(openid: string): readonly Attachment[]
  subscribe(listener: () => void): () => void
  add(openid: string, file: File): void
  /** Something that is there already: a card, a file of a quick reply, what a refused reply said. */
  put(openid: string, content: AttachedContent): void
  remove(openid: string, id: string): void
  retry(openid: string, id: string): void
}

export interface AttachmentStoreOptions {
  readonly prepare: (file: File) => Promise<PreparedFile>
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
    let prepared: PreparedFile
    try {
      prepared = await options.prepare(file)
    } catch (error) {
      return patch(openid, id, {
        failed: error instanceof VoiceTooLongError ? 'voiceTooLong' : 'undecodable',
      })
    }
    // Taken away while it was made smaller.
    if (!files.has(id)) return
    const send = (blob: Blob, onProgress: (part: number) => void) => {
      const sent = options.upload(blob, file.name || 'file', onProgress)
      uploads.set(id, sent)
      return sent.answer
    }
    try {
      const thumb = prepared.thumb === null ? null : await send(prepared.thumb, () => {})
      if (!files.has(id)) return
      const answer = await send(prepared.blob, (progress) => patch(openid, id, { progress }))
      options.onUploaded(answer)
      const content = contentOf(prepared, answer.key, thumb?.key ?? null)
      const preview = thumb === null ? {} : { preview: options.mediaUrl(thumb.key) }
      patch(openid, id, { progress: 1, content, reduced: prepared.reduced, ...preview })
    } catch (thrown) {
      patch(openid, id, { failed: asApiError(thrown).code })
    } finally {
      uploads.delete(id)
    }
  }

  const fresh = { progress: 0, content: null, failed: null, reduced: false } as const
  return {
    of: (openid) => all.get(openid) ?? none,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(openid, file) {
      const id = options.newId()
      files.set(id, file)
      const type = kindOf(file)
      const preview = type === 'image' ? URL.createObjectURL(file) : null
      edit(openid, (known) => [...known, { ...fresh, id, type, preview, name: file.name }])
      void start(openid, id, file)
    },
    put(openid, content) {
      const { type } = content
      const key = pictureKeyOf(content)
      const preview = key === null ? null : options.mediaUrl(key)
      const there = {
        ...fresh,
        id: options.newId(),
        type,
        preview,
        name: nameOf(content),
        progress: 1,
        content,
      }
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

function contentOf({ kind }: PreparedFile, mediaKey: string, thumbKey: string | null): AttachedContent {
  return kind === 'video' ? { type: kind, mediaKey, thumbKey } : { type: kind, mediaKey }
}

function pictureKeyOf(content: AttachedContent): string | null {
  switch (content.type) {
    case 'image':
      return content.mediaKey
    case 'video':
      return content.thumbKey
    case 'miniprogram':
      return content.coverKey
    default:
      return null
  }
}

function nameOf(content: AttachedContent): string {
  switch (content.type) {
    case 'link':
    case 'miniprogram':
      return content.title
    case 'menu':
      return content.head === '' ? content.items.join(' / ') : content.head
    default:
      return ''
  }
}
