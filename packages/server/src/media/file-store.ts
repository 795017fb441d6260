import type { Readable } from 'node:stream'
import type { ByteRange } from './range.ts'

export interface StoredFile {
  /** sha-256, hex: equal files are one. */
  readonly digest: string
  readonly bytes: number
}

/** Where files are kept, by what they contain. Every method throws when the store is away. */
export interface FileStore {
  /** Resolves when the file is on durable storage. */
  put(content: Uint8Array | Readable): Promise<StoredFile>
  /** The whole file, or a part of it; `bytes` are those of the whole. null when there is no such file. */
  open(digest: string, range?: ByteRange): Promise<{ stream: Readable; bytes: number } | null>
  /** null when there is no such file. */
  size(digest: string): Promise<number | null>
  read(digest: string): Promise<Buffer | null>
  /** Takes a file away that nobody needs; `isUnneeded` is asked again once nobody can find it, and may save it. */
  remove(digest: string, isUnneeded: () => Promise<boolean>): Promise<void>
  close(): Promise<void>
}

/** Hears of a file before it is kept; until a row names it, nobody takes an equal one away. */
export type Announce = (digest: string) => Promise<void>
export const tellNobody: Announce = () => Promise.resolve()

/** Whoever keeps a file writes it first and its row later: one younger than this may be about to be needed. */
export const youngMs = 60 * 60_000

/** Names come from the database; nothing else becomes a path or a key. */
export function checkedDigest(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new TypeError('not a sha-256 digest')
  return digest
}
