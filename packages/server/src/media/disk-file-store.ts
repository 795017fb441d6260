import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Announce, checkedDigest, type FileStore, tellNobody, youngMs } from './file-store.ts'
import { spool } from './spool.ts'

/** Files at `<folder>/<first two digits>/<digest>`, written beside and renamed, so that a name never shows half a file. */
export function createDiskFileStore(folder: string, announce: Announce = tellNobody): FileStore {
  const pathOf = (digest: string) => path.join(folder, digest.slice(0, 2), checkedDigest(digest))
  return {
    async put(content) {
      const { path: temporary, ...stored } = await spool(path.join(folder, 'incoming'), content)
      try {
        await announce(stored.digest)
        await keep(temporary, pathOf(stored.digest))
        return stored
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    async open(digest, range) {
      const file = pathOf(digest)
      const found = await absentAsNull(stat(file))
      return found === null ? null : { stream: createReadStream(file, range), bytes: found.size }
    },
    async size(digest) {
      return (await absentAsNull(stat(pathOf(digest))))?.size ?? null
    },
    async read(digest) {
      return absentAsNull(readFile(pathOf(digest)))
    },
    async remove(digest, isUnneeded) {
      const file = pathOf(digest)
      const found = await absentAsNull(stat(file))
      if (found === null || Date.now() - found.mtimeMs < youngMs) return
      const aside = `${file}.gone`
      await rename(file, aside)
      const isGone = await isUnneeded().catch(() => false)
      await (isGone ? rm(aside, { force: true }) : rename(aside, file))
    },
    close: () => Promise.resolve(),
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

async function absentAsNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
