import { goesAsItIs, safeBytes } from './picture-file.ts'

export interface Prepared {
  readonly blob: Blob
  readonly reduced: boolean
}

/** The picture as it is uploaded: as it is, or a JPEG of at most 2 MB. Throws when it can't be decoded. */
export async function preparePicture(file: File): Promise<Prepared> {
  if (goesAsItIs(file)) return { blob: file, reduced: false }
  const bitmap = await createImageBitmap(file)
  try {
    for (const { edge, quality } of attempts) {
      const blob = await drawn(bitmap, edge, quality)
      if (blob.size <= safeBytes) return { blob, reduced: file.size > safeBytes }
    }
  } finally {
    bitmap.close()
  }
  throw new Error('the picture stays above 2 MB')
}

const attempts = [
  { edge: 4096, quality: 0.9 },
  { edge: 2560, quality: 0.85 },
  { edge: 1920, quality: 0.8 },
  { edge: 1280, quality: 0.7 },
]

async function drawn(bitmap: ImageBitmap, edge: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  // JPEG knows no transparency: without this it would be black.
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('no JPEG')) : resolve(blob)),
      'image/jpeg',
      quality,
    )
  })
}
