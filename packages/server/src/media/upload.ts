import { randomUUID } from 'node:crypto'
import type { UploadAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { type PlayableParts, prepare } from './playable.ts'
import { sendableBytes } from './sendable.ts'
import { sniffMime } from './sniff.ts'

export type UploadOutcome =
  | { readonly ok: true; readonly answer: UploadAnswer }
  | { readonly ok: false; readonly code: 'media_too_large' | 'media_type_unsupported' }

/** Takes a picture, voice or video that an agent wants to send: its type is read from its content, whatever name it bears. */
export async function acceptUpload(
  { media, files, voices }: PlayableParts,
  accountId: AccountId,
  file: { data: Buffer; fileName: string | null },
): Promise<UploadOutcome> {
  const mime = sniffMime(file.data)
  const limit = sendableBytes(mime)
  if (mime === null || limit === null) return { ok: false, code: 'media_type_unsupported' }
  if (file.data.length > limit) return { ok: false, code: 'media_too_large' }
  const { digest, bytes } = await files.put(file.data)
  const key = randomUUID()
  const { looks, copy } = await prepare({ files, voices }, { data: file.data, mime })
  await media.insertUpload(accountId, key, { digest, mime, bytes, ...looks, fileName: file.fileName })
  if (copy !== null) await media.saveCopy(accountId, key, copy)
  return { ok: true, answer: { key, mime, bytes, width: looks.width, height: looks.height } }
}
