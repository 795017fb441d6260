import { readFileSync } from 'node:fs'

const folder = new URL('../assets/', import.meta.url)

/** The recordings and pictures that a fan without a microphone or a camera can send. */
export function readAsset(name: 'voice.amr' | 'video.mp4' | 'video-cover.jpg' | 'picture.jpg'): Buffer {
  return readFileSync(new URL(name, folder))
}
