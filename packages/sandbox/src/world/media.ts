import { randomBytes } from 'node:crypto'
import { CONTENT_TYPE, type MediaFormat, type MediaType, voiceSeconds } from './media-kind.ts'

/** Temporary material is gone after three days. */
const MEDIA_LIFE_MS = 3 * 86_400_000

export type Media = {
  id: string
  appid: string
  type: MediaType
  format: MediaFormat
  filename: string
  createdAt: number
  /** Of a recording in AMR, else null. */
  seconds: number | null
  /** Of a recording: its copy in speex at 16 kHz, when there is one. */
  copy16k?: string
}

/** Where the bytes are: a folder, or memory in tests. */
export type MediaFiles = {
  put(id: string, bytes: Buffer): void
  get(id: string): Buffer | null
  clear(): void
}

export function memoryFiles(): MediaFiles {
  const files = new Map<string, Buffer>()
  return {
    put: (id, bytes) => void files.set(id, bytes),
    get: (id) => files.get(id) ?? null,
    clear: () => files.clear(),
  }
}

/** All material of all accounts. What has expired can't be sent or fetched any more; a phone still shows it. */
export class MediaShelf {
  readonly #files: MediaFiles
  readonly #media = new Map<string, Media>()

  constructor(files: MediaFiles, kept: Media[]) {
    this.#files = files
    for (const media of kept) this.#media.set(media.id, media)
  }

  add(given: { appid: string; type: MediaType; format: MediaFormat; bytes: Buffer; at: number }): Media {
    const id = `${given.type.slice(0, 3)}_${randomBytes(45).toString('base64url')}`
    const media: Media = {
      id,
      appid: given.appid,
      type: given.type,
      format: given.format,
      filename: `${id}.${given.format}`,
      createdAt: given.at,
      seconds: voiceSeconds(given.bytes),
    }
    this.#files.put(id, given.bytes)
    this.#media.set(id, media)
    return media
  }

  /** Says which material is a recording's copy at 16 kHz. */
  linkCopy(id: string, copy16k: string): void {
    const media = this.#media.get(id)
    if (media !== undefined) media.copy16k = copy16k
  }

  /** The material while it is alive for this account, else null (40007). */
  live(appid: string, id: string, at: number): Media | null {
    const media = this.#media.get(id)
    return media !== undefined && media.appid === appid && at < media.createdAt + MEDIA_LIFE_MS ? media : null
  }

  /** The file whatever its age, for pages that show it. */
  file(id: string): { media: Media; contentType: string; bytes: Buffer } | null {
    const media = this.#media.get(id)
    const bytes = media === undefined ? null : this.#files.get(media.id)
    if (media === undefined || bytes === null) return null
    return { media, contentType: CONTENT_TYPE[media.format], bytes }
  }

  all(): Media[] {
    return [...this.#media.values()]
  }

  clear(): void {
    this.#media.clear()
    this.#files.clear()
  }
}
