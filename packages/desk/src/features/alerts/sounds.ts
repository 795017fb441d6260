import type { Alert } from './alert-rules.ts'

interface Note {
  /** Hertz. */
  readonly pitch: number
  /** Seconds after the beginning, and how long it rings. */
  readonly at: number
  readonly length: number
}

/** 即将超时: low, twice. */
const closing: readonly Note[] = [
  { pitch: 330, at: 0, length: 0.2 },
  { pitch: 330, at: 0.24, length: 0.3 },
]

/** All under 600 ms. */
const melodies: Readonly<Record<Alert['kind'], readonly Note[]>> = {
  queue: [
    { pitch: 659, at: 0, length: 0.22 },
    { pitch: 880, at: 0.16, length: 0.34 },
  ],
  message: [{ pitch: 784, at: 0, length: 0.28 }],
  transfer: [
    { pitch: 659, at: 0, length: 0.16 },
    { pitch: 784, at: 0.13, length: 0.16 },
    { pitch: 988, at: 0.26, length: 0.3 },
  ],
  window: closing,
  session: closing,
}

let context: AudioContext | null = null

/**
 * Plays one sound, made here. `volume` from 0 to 1. Answers false when the browser lets no sound out
 * before the page was clicked; a context isn't even tried then, since that writes to the console.
 */
export function playSound(kind: Alert['kind'], volume: number): boolean {
  if (context === null && navigator.userActivation?.hasBeenActive === false) return false
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  const start = context.currentTime + 0.02
  for (const note of melodies[kind]) ring(context, note, start, volume)
  return true
}

function ring(audio: AudioContext, { pitch, at, length }: Note, start: number, volume: number): void {
  const tone = audio.createOscillator()
  const loudness = audio.createGain()
  tone.type = 'sine'
  tone.frequency.value = pitch
  // A soft beginning and a long fall: a bell, not a beep.
  loudness.gain.setValueAtTime(0, start + at)
  loudness.gain.linearRampToValueAtTime(volume * 0.5, start + at + 0.015)
  loudness.gain.exponentialRampToValueAtTime(0.001, start + at + length)
  tone.connect(loudness).connect(audio.destination)
  tone.start(start + at)
  tone.stop(start + at + length)
}
