import { readAmr } from './amr.ts'
import { readSpeex, type Speex } from './speex.ts'
import { createThread } from './thread.ts'
import { encodeWav } from './wav.ts'

export interface PlayableVoice {
  readonly data: Buffer
  readonly mime: 'audio/wav'
  readonly seconds: number
}

/** Makes recordings playable in browsers, which know neither AMR nor AMR-WB nor Speex (S21). */
export interface VoiceDecoder {
  /** null when it is none of these, or none that can be decoded. Never throws, whatever the bytes are. */
  decode(bytes: Uint8Array): Promise<PlayableVoice | null>
  stop(): Promise<void>
}

/** A minute of speech takes a fraction of a second. */
const patienceMs = 10_000
const memoryMb = 128

/** What the thread is given: read here, so that it decodes nothing that is no recording. */
type Recording = { readonly amr: Uint8Array } | { readonly speex: Speex }

interface Decoded {
  readonly samples: Float32Array
  readonly sampleRate: number
}

export function createVoiceDecoder(): VoiceDecoder {
  const file = new URL('./decode-worker.mjs', import.meta.url)
  const thread = createThread<Recording, Decoded>({ file, patienceMs, memoryMb })
  return {
    async decode(bytes) {
      const recording = readRecording(bytes)
      const decoded = recording === null ? null : await thread.run(recording)
      if (decoded === null || decoded.samples.length === 0) return null
      const { samples, sampleRate } = decoded
      return { data: encodeWav(samples, sampleRate), mime: 'audio/wav', seconds: samples.length / sampleRate }
    },
    stop: () => thread.stop(),
  }
}

function readRecording(bytes: Uint8Array): Recording | null {
  const amr = readAmr(bytes)
  if (amr !== null) return { amr: amr.whole }
  const speex = readSpeex(bytes)
  return speex === null ? null : { speex }
}
