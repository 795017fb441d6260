import type { Readable } from 'node:stream'
import type { FileStore } from './file-store.ts'
import type { MediaFile } from './media-store.ts'
import { type ByteRange, readByteRange } from './range.ts'

export interface OpenedMedia {
  readonly stream: Readable
  readonly mime: string
  /** Of the whole file. */
  readonly bytes: number
  readonly fileName: string | null
  /** The part that `stream` is; null = all of it. */
  readonly range: ByteRange | null
}

/** A file for the desk; null when the account has no such one, or not yet. */
export async function openMedia(files: FileStore, file: MediaFile | null): Promise<OpenedMedia | null> {
  const opened = await openPart(files, file, undefined)
  return opened === 'unsatisfiable' ? null : opened
}

/** The same, or the part of it that a Range header asks for; `unsatisfiable` when the file is too short for that. */
export async function openPart(
  files: FileStore,
  file: MediaFile | null,
  rangeHeader: string | undefined,
): Promise<OpenedMedia | 'unsatisfiable' | null> {
  const size = file === null ? null : await files.size(file.digest)
  if (file === null || size === null) return null
  const range = readByteRange(rangeHeader, size)
  if (range === 'unsatisfiable') return range
  const opened = await files.open(file.digest, range ?? undefined)
  return opened === null ? null : { ...opened, mime: file.mime, fileName: file.fileName, range }
}
