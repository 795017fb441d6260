import type { Readable } from 'node:stream'
import type { AccountId } from '@duokefu/engine'
import type { FileStore } from './file-store.ts'
import type { MediaStore } from './media-store.ts'

export interface OpenedMedia {
  readonly stream: Readable
  readonly mime: string
  readonly bytes: number
  readonly fileName: string | null
}

/** A file for the desk; null when the account has no such one, or not yet. */
export async function openMedia(
  { media, files }: { media: MediaStore; files: FileStore },
  accountId: AccountId,
  key: string,
): Promise<OpenedMedia | null> {
  const file = await media.ready(accountId, key)
  const opened = file === null ? null : await files.open(file.digest)
  return file === null || opened === null ? null : { ...opened, mime: file.mime, fileName: file.fileName }
}
