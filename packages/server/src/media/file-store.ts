import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import type { ByteRange } from './range.ts'

export interface StoredFile {
  /** sha-256, hex: equal files are one. */
  readonly digest: string
  readonly bytes: number
}

/** Where files are kept, by what they contain. On disk here; an object store can take its place. */
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
}

/** Longer than a file is ever without its row. */
const youngMs = 60 * 60_000

/** Files at `<folder>/<first two digits>/<digest>`, written beside and renamed, so that a name never shows half a file. */
export function createDiskFileStore(folder: string): FileStore {
  const pathOf = (digest: string) => path.join(folder, digest.slice(0, 2), digest)
  return {
    async put(content) {
      const incoming = path.join(folder, 'incoming')
      await mkdir(incoming, { recursive: true })
      const temporary = path.join(incoming, randomUUID())
      try {
        const stored = await write(temporary, content)
        await keep(temporary, pathOf(stored.digest))
        return stored
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    async open(digest, range) {
      const file = pathOf(checked(digest))
      const found = await absentAsNull(stat(file))
      return found === null ? null : { stream: createReadStream(file, range), bytes: found.size }
    },
    async size(digest) {
      return (await absentAsNull(stat(pathOf(checked(digest)))))?.size ?? null
    },
    async read(digest) {
      return absentAsNull(readFile(pathOf(checked(digest))))
    },
    async remove(digest, isUnneeded) {
      const file = pathOf(checked(digest))
      const found = await absentAsNull(stat(file))
      // Whoever keeps a file writes it first and its row later: a young file may be about to be needed.
      if (found === null || Date.now() - found.mtimeMs < youngMs) return
      const aside = `${file}.gone`
      await rename(file, aside)
      const isGone = await isUnneeded().catch(() => false)
      await (isGone ? rm(aside, { force: true }) : rename(aside, file))
    },
  }
}

async function write(file: string, content: Uint8Array | Readable): Promise<StoredFile> {
  const handle = await open(file, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of chunksOf(content)) {
      hash.update(chunk)
      bytes += chunk.byteLength
      await writeAll(handle, chunk)
    }
    await handle.sync()
    return { digest: hash.digest('hex'), bytes }
  } finally {
    await handle.close()
  }
}

async function* chunksOf(content: Uint8Array | Readable): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content
  else for await (const chunk of content) yield chunk as Uint8Array
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0
  while (written < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, written)
    written += bytesWritten
  }
}

/** A rename is durable once the folder is; an equal file that is there already is replaced by its equal. */
async function keep(temporary: string, final: string): Promise<void> {
  const folder = path.dirname(final)
  const made = await mkdir(folder, { recursive: true })
  await rename(temporary, final)
  await syncFolder(folder)
  if (made !== undefined) await syncFolder(path.dirname(folder))
}

async function syncFolder(folder: string): Promise<void> {
  // Windows knows no fsync of a folder.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function checked(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new TypeError('not a sha-256 digest')
  return digest
}

async function absentAsNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
