import { randomUUID } from 'node:crypto'
import type { AccountId } from '@duokefu/engine'
import type { Copies } from './copies.ts'
import type { FileStore } from './file-store.ts'
import type { MediaFile, MediaStore } from './media-store.ts'
import type { PictureAim, Pictures } from './pictures.ts'

export interface SmallPictureParts {
  readonly media: MediaStore
  readonly copies: Copies
  readonly files: FileStore
  readonly pictures: Pictures
}

/** The small versions of pictures: twice the box of a thread (240 × 320), for screens with two points to a pixel. */
export interface SmallPictures {
  /** The file to load where a picture is shown small; the file itself when that is light enough, or no picture. */
  of(accountId: AccountId, key: string): Promise<MediaFile | null>
}

const lightBytes = 128 * 1024
const aim: PictureAim = {
  sizes: [{ width: 480, height: 640, quality: 75 }],
  maxBytes: Number.POSITIVE_INFINITY,
}

export function createSmallPictures({ media, copies, files, pictures }: SmallPictureParts): SmallPictures {
  const making = new Map<string, Promise<MediaFile | null>>()

  async function make(accountId: AccountId, key: string, original: MediaFile): Promise<MediaFile | null> {
    const data = await files.read(original.digest)
    if (data === null) return original
    const made = await pictures.reduce(data, original.mime, aim)
    if (made === null || made.data.length >= original.bytes) {
      await copies.save(accountId, key, 'small', null)
      return original
    }
    const { digest, bytes } = await files.put(made.data)
    await copies.save(accountId, key, 'small', { key: randomUUID(), digest, bytes, mime: made.mime })
    return copies.of(accountId, key, 'small')
  }

  return {
    async of(accountId, key) {
      const original = await media.ready(accountId, key)
      if (original === null || !original.mime.startsWith('image/') || original.bytes <= lightBytes)
        return original
      const known = await copies.of(accountId, key, 'small')
      if (known !== null) return known
      // Many desks may look at once; it is made by the first.
      const name = `${accountId}/${key}`
      const running = making.get(name) ?? make(accountId, key, original).finally(() => making.delete(name))
      making.set(name, running)
      return running
    },
  }
}
