import { type PictureProblem, pictureProblem } from './picture-file.ts'

/** What WeChat takes of a file that an agent chooses. */
export type MediaKind = 'image' | 'voice' | 'video'

const mib = 1024 * 1024
/** Limits of WeChat's temporary media (protocol of media/upload). */
const largestVoiceMb = 2
const largestVideoMb = 10

/** By type; by name where a browser knows none, as for AMR. */
export function kindOf(file: { readonly type: string; readonly name: string }): MediaKind {
  if (['audio/mpeg', 'audio/mp3', 'audio/amr'].includes(file.type) || /\.(mp3|amr)$/i.test(file.name))
    return 'voice'
  return file.type === 'video/mp4' || /\.mp4$/i.test(file.name) ? 'video' : 'image'
}

export type FileProblem =
  | PictureProblem
  | { readonly code: 'voiceTooLarge' | 'videoTooLarge'; readonly limitMb: number }

/** Why a file can't be sent, from what is known before it is opened; null = it can. */
export function fileProblem(file: {
  readonly type: string
  readonly name: string
  readonly size: number
}): FileProblem | null {
  switch (kindOf(file)) {
    case 'image':
      return pictureProblem(file)
    case 'voice':
      return file.size > largestVoiceMb * mib ? { code: 'voiceTooLarge', limitMb: largestVoiceMb } : null
    case 'video':
      return file.size > largestVideoMb * mib ? { code: 'videoTooLarge', limitMb: largestVideoMb } : null
  }
}

/** A file as it is uploaded. */
export interface PreparedFile {
  readonly kind: MediaKind
  readonly blob: Blob
  /** A picture that was made smaller. */
  readonly reduced: boolean
  /** A video's first picture, a JPEG that WeChat takes as thumb; null where the browser can't play it. */
  readonly thumb: Blob | null
}

/** A voice that lasts longer than WeChat takes (45007). */
export class VoiceTooLongError extends Error {
  override readonly name = 'VoiceTooLongError'
}

/** Throws `VoiceTooLongError`, or anything when a picture can't be decoded. Loaded with the first file. */
export async function prepareFile(file: File): Promise<PreparedFile> {
  return (await import('./prepare-file.ts')).prepareFile(file)
}
