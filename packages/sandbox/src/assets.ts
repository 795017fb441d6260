import { readFileSync } from 'node:fs'

const folder = new URL('../assets/', import.meta.url)

/**
 * The recordings and pictures that a fan without a microphone or a camera can send. `voice.speex` is `voice.amr` as
 * WeChat's 16 kHz copy: wideband frames of 60 bytes, without any header.
 */
export function readAsset(
  name: 'voice.amr' | 'voice.speex' | 'video.mp4' | 'video-cover.jpg' | 'picture.jpg',
): Buffer {
  return readFileSync(new URL(name, folder))
}
