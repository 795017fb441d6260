import type { MediaToUpload } from '@duokefu/wechat'
import type { PictureAim, Pictures } from './pictures.ts'
import { isSendable, sendableBytes } from './sendable.ts'

export interface FileContent {
  readonly data: Buffer
  readonly mime: string
}

const kib = 1024
/** WeChat's page says 10 MB above its table and 2 MB below it: 2 MB always works (protocol of media/upload). */
const safeImageBytes = 2 * kib * kib
const thumbBytes = 64 * kib

const square = (edge: number, quality: number) => ({ width: edge, height: edge, quality })
const aims: Readonly<Record<'image' | 'thumb', PictureAim>> = {
  image: { sizes: [square(2560, 85), square(1920, 80), square(1280, 70)], maxBytes: safeImageBytes },
  thumb: { sizes: [square(640, 80), square(480, 70), square(240, 60)], maxBytes: thumbBytes },
}

/**
 * A file as WeChat takes it: pictures are made smaller, a GIF that is sent as a picture keeps its movement and goes as it
 * is. null when there is no way to make it fit.
 */
export async function fitForWechat(
  pictures: Pictures,
  type: MediaToUpload['type'],
  file: FileContent,
): Promise<FileContent | null> {
  if (type === 'voice' || type === 'video' || fits(type, file)) return file
  const smaller = await pictures.reduce(file.data, file.mime, aims[type])
  if (smaller !== null) return smaller
  // Not to be opened by us; WeChat may know better, up to its own limit.
  const limit = type === 'thumb' ? thumbBytes : sendableBytes(file.mime)
  return isSendable(type, file.mime) && limit !== null && file.data.length <= limit ? file : null
}

function fits(type: 'image' | 'thumb', { data, mime }: FileContent): boolean {
  if (type === 'thumb') return isSendable('thumb', mime) && data.length <= thumbBytes
  if (mime === 'image/gif') return data.length <= (sendableBytes(mime) ?? 0)
  return isSendable('image', mime) && data.length <= safeImageBytes
}
