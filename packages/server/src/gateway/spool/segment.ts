import { type FileHandle, open, rename, stat, unlink, utimes } from 'node:fs/promises'
import path from 'node:path'

/** Where a record lies. */
export interface Place {
  readonly segment: Segment
  readonly offset: number
  readonly length: number
}

/** One file of the spool: written at its end, read anywhere, deleted when nothing in it is needed any more. */
export interface Segment {
  readonly size: () => number
  /** Durable when it resolves. After a fault nothing more may be written here: its end is not known. */
  append(bytes: Buffer): Promise<{ readonly offset: number }>
  read(offset: number, length: number): Promise<Buffer>
  touch(): Promise<void>
  /** Places in it that are still needed. */
  inUse: number
  /** Closes it, and gives it another name for whoever comes. */
  leave(name: string): Promise<void>
  remove(): Promise<void>
}

/** Makes a new file; its name is durable too when this resolves. */
export async function createSegment(file: string): Promise<Segment> {
  const handle = await open(file, 'ax+', 0o600)
  try {
    await syncFolder(path.dirname(file))
    return segmentOf(file, handle, 0)
  } catch (error) {
    await handle.close()
    await unlink(file).catch(() => undefined)
    throw error
  }
}

/** A file that another process left; it is only read. */
export async function openSegment(file: string): Promise<Segment> {
  const handle = await open(file, 'r')
  return segmentOf(file, handle, (await handle.stat()).size)
}

function segmentOf(file: string, handle: FileHandle, begun: number): Segment {
  let size = begun

  return {
    size: () => size,
    inUse: 0,
    async append(bytes) {
      const offset = size
      size += bytes.length
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done)
        done += bytesWritten
      }
      await handle.datasync()
      // Whoever took the file for a dead process's renamed it before reading it: what was not read is not acknowledged.
      const [own, named] = await Promise.all([handle.stat(), stat(file)])
      if (own.ino !== named.ino) throw new Error('the spool file was taken by another process')
      return { offset }
    },
    async read(offset, length) {
      const bytes = Buffer.allocUnsafe(length)
      const { bytesRead } = await handle.read(bytes, 0, length, offset)
      if (bytesRead < length) throw new Error('a spool file is shorter than it was')
      return bytes
    },
    async touch() {
      const now = new Date()
      await utimes(file, now, now)
    },
    async leave(name) {
      await handle.close()
      await rename(file, path.join(path.dirname(file), name)).catch(unlessGone)
    },
    async remove() {
      await handle.close()
      await unlink(file).catch(unlessGone)
    },
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
