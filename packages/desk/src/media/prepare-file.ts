import { amrSeconds } from './amr-length.ts'
import { kindOf, type PreparedFile, VoiceTooLongError } from './media-file.ts'
import { preparePicture } from './prepare-picture.ts'

/** Limits of WeChat's temporary media (protocol of media/upload). */
const longestVoiceSeconds = 60
const largestThumbBytes = 64 * 1024

/** Throws `VoiceTooLongError`, or anything when a picture can't be decoded. */
export async function prepareFile(file: File): Promise<PreparedFile> {
  const kind = kindOf(file)
  switch (kind) {
    case 'image':
      return { kind, thumb: null, ...(await preparePicture(file)) }
    case 'voice':
      // What can't be measured here is measured by WeChat.
      if (((await secondsOf(file)) ?? 0) > longestVoiceSeconds) throw new VoiceTooLongError()
      return { kind, blob: file, reduced: false, thumb: null }
    case 'video':
      return { kind, blob: file, reduced: false, thumb: await firstPicture(file).catch(() => null) }
  }
}

async function secondsOf(file: File): Promise<number | null> {
  const amr = amrSeconds(new Uint8Array(await file.arrayBuffer()))
  if (amr !== null) return amr
  return withElement('audio', file, async (audio) => {
    await heard(audio, 'loadedmetadata')
    return Number.isFinite(audio.duration) ? audio.duration : null
  }).catch(() => null)
}

async function firstPicture(file: File): Promise<Blob> {
  return withElement('video', file, async (video) => {
    await heard(video, 'loadeddata')
    // Many films begin black.
    video.currentTime = Math.min(0.5, video.duration / 2)
    await heard(video, 'seeked')
    for (const { edge, quality } of thumbAttempts) {
      const blob = await drawn(video, edge, quality)
      if (blob.size <= largestThumbBytes) return blob
    }
    throw new Error('the thumb stays above 64 KB')
  })
}

const thumbAttempts = [
  { edge: 640, quality: 0.8 },
  { edge: 480, quality: 0.7 },
  { edge: 240, quality: 0.6 },
]

async function drawn(video: HTMLVideoElement, edge: number, quality: number): Promise<Blob> {
  const { videoWidth: width, videoHeight: height } = video
  const scale = Math.min(1, edge / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (context === null || width === 0) throw new Error('no picture')
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('no JPEG')) : resolve(blob)),
      'image/jpeg',
      quality,
    )
  })
}

async function withElement<Name extends 'audio' | 'video', T>(
  name: Name,
  file: Blob,
  use: (element: HTMLElementTagNameMap[Name]) => Promise<T>,
): Promise<T> {
  const url = URL.createObjectURL(file)
  try {
    const element = document.createElement(name)
    element.muted = true
    element.preload = 'auto'
    element.src = url
    return await use(element)
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** A file that the browser can't play says so, or nothing for ten seconds. */
function heard(element: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event}`)), 10_000)
    const end = (settle: () => void) => () => {
      clearTimeout(timer)
      settle()
    }
    element.addEventListener(event, end(resolve), { once: true })
    element.addEventListener(
      'error',
      end(() => reject(new Error('not playable'))),
      { once: true },
    )
  })
}
