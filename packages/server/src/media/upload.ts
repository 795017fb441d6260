import { randomUUID } from 'node:crypto'
import type { UploadAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { dimensionsOf } from './dimensions.ts'
import type { FileStore } from './file-store.ts'
import type { MediaStore } from './media-store.ts'
import { sniffMime } from './sniff.ts'

/** WeChat's limit for pictures that are sent; also the limit of the upload itself. */
export const maxUploadBytes = 10 * 1024 * 1024

const sendable = new Set(['image/jpeg', 'image/png', 'image/gif'])

export type UploadOutcome =
  | { readonly ok: true; readonly answer: UploadAnswer }
  | { readonly ok: false; readonly code: 'media_too_large' | 'media_type_unsupported' }

/** Takes a picture that an agent wants to send: its type is read from its content, whatever name it bears. */
export async function acceptUpload(
  { media, files }: { media: MediaStore; files: FileStore },
  accountId: AccountId,
  file: { data: Buffer; fileName: string | null },
): Promise<UploadOutcome> {
  if (file.data.length > maxUploadBytes) return { ok: false, code: 'media_too_large' }
  const mime = sniffMime(file.data)
  if (mime === null || !sendable.has(mime)) return { ok: false, code: 'media_type_unsupported' }
  const { digest, bytes } = await files.put(file.data)
  const key = randomUUID()
  const size = dimensionsOf(file.data, mime)
  await media.insertUpload(accountId, key, { digest, mime, bytes, ...size, fileName: file.fileName })
  return { ok: true, answer: { key, mime, bytes, ...size } }
}
