import path from 'node:path'
import type { Config } from '../config.ts'
import { createDiskFileStore } from './disk-file-store.ts'
import { type Announce, type FileStore, tellNobody } from './file-store.ts'
import { createS3FileStore } from './s3-file-store.ts'

/** The store of an installation: a folder of DATA_DIR, or a bucket beside whatever that folder held before. */
export function openFileStore(
  { dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>,
  announce: Announce = tellNobody,
): FileStore {
  const folder = path.join(dataDir, 'media')
  const disk = createDiskFileStore(folder, announce)
  return s3 === null
    ? disk
    : beside(disk, createS3FileStore(s3, { spoolFolder: path.join(folder, 'incoming'), announce }))
}

/** New files go to the second store; those that the first one has stay there until they are deleted. */
function beside(earlier: FileStore, store: FileStore): FileStore {
  return {
    put: (content) => store.put(content),
    open: async (digest, range) => (await earlier.open(digest, range)) ?? store.open(digest, range),
    size: async (digest) => (await earlier.size(digest)) ?? store.size(digest),
    read: async (digest) => (await earlier.read(digest)) ?? store.read(digest),
    async remove(digest, isUnneeded) {
      await earlier.remove(digest, isUnneeded)
      await store.remove(digest, isUnneeded)
    },
    async close() {
      await earlier.close()
      await store.close()
    },
  }
}
