import { dimensionsOf } from './dimensions.ts'
import { createThread } from './thread.ts'

export interface SmallerPicture {
  readonly data: Buffer
  readonly mime: 'image/jpeg'
  readonly width: number
  readonly height: number
}

/** What a picture is to become: a JPEG of at most so many bytes, by the first size that makes it so. */
export interface PictureAim {
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly quality: number }[]
  readonly maxBytes: number
}

/** Makes pictures smaller, upright as they are looked at; a GIF becomes its first frame. */
export interface Pictures {
  /** null when it is no JPEG, PNG or GIF, has too many pixels, or can't be decoded. Never throws, whatever the bytes are. */
  reduce(bytes: Uint8Array, mime: string, aim: PictureAim): Promise<SmallerPicture | null>
  stop(): Promise<void>
}

/** A few kilobytes can unfold to gigabytes: what claims more pixels than any camera of a phone gives on WeChat is not opened. */
export const maxPixels = 40_000_000
/** WebAssembly never gives memory back: a thread that held more than this is ended. */
const pixelsToKeep = 6_000_000
/** Forty million pixels take three seconds on an old machine. */
const patienceMs = 20_000
const memoryMb = 256
const readable: readonly string[] = ['image/jpeg', 'image/png', 'image/gif']

interface Job extends PictureAim {
  readonly data: Uint8Array
  readonly mime: string
}

type Made = Pick<SmallerPicture, 'width' | 'height'> & { readonly data: Uint8Array }

export function createPictures(): Pictures {
  const file = new URL('./pictures/worker.mjs', import.meta.url)
  const thread = createThread<Job, Made>({ file, patienceMs, memoryMb })
  return {
    async reduce(data, mime, aim) {
      const { width, height } = dimensionsOf(data, mime)
      if (!readable.includes(mime) || width === null || height === null) return null
      if (width * height > maxPixels) return null
      const made = await thread.run({ data, mime, ...aim })
      if (width * height > pixelsToKeep) await thread.stop()
      if (made === null) return null
      const { buffer, byteOffset, byteLength } = made.data
      return { ...made, data: Buffer.from(buffer, byteOffset, byteLength), mime: 'image/jpeg' }
    },
    stop: () => thread.stop(),
  }
}
