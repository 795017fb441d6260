/** WeChat's page of temporary media says 10 MB above its table and 2 MB below it: 2 MB always works. */
export const safeBytes = 2 * 1024 * 1024
const largestGifMb = 10
const largestSourceMb = 50

/** JPEG, PNG and GIF are what WeChat shows; browsers can turn these into a JPEG. */
const kept = ['image/jpeg', 'image/png', 'image/gif']
const convertible = [...kept, 'image/webp', 'image/bmp', 'image/avif']

export type PictureProblem =
  | { readonly code: 'unsupported' }
  | { readonly code: 'tooLarge'; readonly limitMb: number }

/** Why a file can't be sent as a picture, from what is known before it is opened; null = it can. */
export function pictureProblem(file: {
  readonly type: string
  readonly size: number
}): PictureProblem | null {
  if (!convertible.includes(file.type)) return { code: 'unsupported' }
  // A GIF would lose its movement: it goes as it is, or not at all.
  const limitMb = file.type === 'image/gif' ? largestGifMb : largestSourceMb
  return file.size > limitMb * 1024 * 1024 ? { code: 'tooLarge', limitMb } : null
}

/** True for what WeChat takes as it is. */
export function goesAsItIs(file: { readonly type: string; readonly size: number }): boolean {
  return file.type === 'image/gif' || (kept.includes(file.type) && file.size <= safeBytes)
}

/** The pictures among what was pasted or dropped, in order. */
export function picturesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'))
}
