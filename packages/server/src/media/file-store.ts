import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

export interface StoredFile {
  /** sha-256, hex: equal files are one. */
  readonly digest: string
  readonly bytes: number
}

/** Where files are kept, by what they contain. On disk here; an object store can take its place. */
export interface FileStore {
  /** Resolves when the file is on durable storage. */
  put(content: Uint8Array | Readable): Promise<StoredFile>
  /** null when there is no such file. */
  open(digest: string): Promise<{ stream: Readable; bytes: number } | null>
  read(digest: string): Promise<Buffer | null>
}

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
    async open(digest) {
      const file = pathOf(checked(digest))
      const found = await absentAsNull(stat(file))
      return found === null ? null : { stream: createReadStream(file), bytes: found.size }
    },
    async read(digest) {
      return absentAsNull(readFile(pathOf(checked(digest))))
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
