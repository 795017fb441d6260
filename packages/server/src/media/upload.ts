import { randomUUID } from 'node:crypto'
import type { UploadAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { type FileContent, fitForWechat } from './fit-for-wechat.ts'
import type { Pictures } from './pictures.ts'
import { type PlayableParts, prepare } from './playable.ts'
import { isSendable, sendableBytes } from './sendable.ts'
import { sniffMime } from './sniff.ts'

export type UploadOutcome =
  | { readonly ok: true; readonly answer: UploadAnswer }
  | { readonly ok: false; readonly code: 'media_too_large' | 'media_type_unsupported' }

/** Longer than any file that is taken: a picture that is to be made smaller. */
export const largestUploadBytes = 20 * 1024 * 1024

/**
 * Takes a picture, voice or video that is to be sent: its type is read from its content, whatever name it bears. A picture
 * above WeChat's limit is kept as it will be sent, so that nobody sees another one than the customer.
 */
export async function acceptUpload(
  { media, copies, files, voices, pictures }: PlayableParts & { readonly pictures: Pictures },
  accountId: AccountId,
  file: { data: Buffer; fileName: string | null },
): Promise<UploadOutcome> {
  const said = sniffMime(file.data)
  const limit = sendableBytes(said)
  if (said === null || limit === null) return { ok: false, code: 'media_type_unsupported' }
  const content = await withinLimit(pictures, { data: file.data, mime: said }, limit)
  if (content === null) return { ok: false, code: 'media_too_large' }
  const { mime } = content
  const { digest, bytes } = await files.put(content.data)
  const key = randomUUID()
  const { looks, copy } = await prepare({ files, voices }, content)
  await media.insertUpload(accountId, key, { digest, mime, bytes, ...looks, fileName: nameOf(file.fileName) })
  if (copy !== null) await copies.save(accountId, key, 'play', copy)
  return { ok: true, answer: { key, mime, bytes, width: looks.width, height: looks.height } }
}

/** What a person would call it: without line breaks, NULs and the like. */
function nameOf(fileName: string | null): string | null {
  return fileName?.replace(/\p{Cc}/gu, '').slice(0, 200) || null
}

async function withinLimit(
  pictures: Pictures,
  file: FileContent,
  limit: number,
): Promise<FileContent | null> {
  if (isSendable('image', file.mime)) {
    return file.data.length <= largestUploadBytes ? fitForWechat(pictures, 'image', file) : null
  }
  return file.data.length <= limit ? file : null
}
