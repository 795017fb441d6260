import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import type { StoredFile } from './file-store.ts'

/** A file whose name isn't known yet: it is the digest of what is still coming. */
export interface SpooledFile extends StoredFile {
  readonly path: string
}

/** Writes what comes to a file of its own in the folder, durably, and says what it is; what breaks leaves nothing. */
export async function spool(folder: string, content: Uint8Array | Readable): Promise<SpooledFile> {
  await mkdir(folder, { recursive: true })
  const temporary = path.join(folder, randomUUID())
  try {
    return { path: temporary, ...(await write(temporary, content)) }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
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
