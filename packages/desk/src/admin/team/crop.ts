/** The part of a picture, in its own pixels. */
export interface CropArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What WeChat recommends for a kf account. */
const side = 640

/** The area as a JPEG of 640 × 640, transparent parts white. Rejects when the browser can't read the picture. */
export async function croppedJpeg(source: string, area: CropArea): Promise<Blob> {
  const picture = await loaded(source)
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const paint = canvas.getContext('2d')
  if (paint === null) throw new Error('no canvas')
  paint.fillStyle = '#ffffff'
  paint.fillRect(0, 0, side, side)
  paint.imageSmoothingQuality = 'high'
  paint.drawImage(picture, area.x, area.y, area.width, area.height, 0, 0, side, side)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)),
      'image/jpeg',
      0.9,
    )
  })
}

/** Resolves when the browser can show the picture. */
export async function loaded(source: string): Promise<HTMLImageElement> {
  const picture = new Image()
  picture.src = source
  await picture.decode()
  return picture
}
