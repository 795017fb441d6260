import { Worker } from 'node:worker_threads'
import { readAmr } from './amr.ts'
import { readSpeex, type Speex } from './speex.ts'
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

/** One thread of its own, started when first needed; one that dies or takes too long is replaced. */
export function createVoiceDecoder(): VoiceDecoder {
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()

  function run(recording: Recording): Promise<Decoded | null> {
    worker ??= startWorker()
    const thread = worker
    return new Promise((resolve) => {
      const timer = setTimeout(fail, patienceMs)
      thread.once('message', succeed).once('error', fail).once('exit', fail).postMessage(recording)

      function succeed(decoded: Decoded): void {
        leave()
        resolve(decoded)
      }
      function fail(): void {
        leave()
        // Whatever state it is in: the next file gets a fresh one.
        if (worker === thread) worker = null
        thread.on('error', () => undefined)
        void thread.terminate()
        resolve(null)
      }
      function leave(): void {
        clearTimeout(timer)
        thread.off('message', succeed).off('error', fail).off('exit', fail)
      }
    })
  }

  return {
    decode(bytes) {
      const recording = readRecording(bytes)
      if (recording === null) return Promise.resolve(null)
      const result = last.then(async (): Promise<PlayableVoice | null> => {
        const decoded = await run(recording)
        if (decoded === null || decoded.samples.length === 0) return null
        const { samples, sampleRate } = decoded
        return {
          data: encodeWav(samples, sampleRate),
          mime: 'audio/wav',
          seconds: samples.length / sampleRate,
        }
      })
      last = result
      return result
    },
    async stop() {
      await last
      await worker?.terminate()
      worker = null
    },
  }
}

function readRecording(bytes: Uint8Array): Recording | null {
  const amr = readAmr(bytes)
  if (amr !== null) return { amr: amr.whole }
  const speex = readSpeex(bytes)
  return speex === null ? null : { speex }
}

function startWorker(): Worker {
  const thread = new Worker(new URL('./decode-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // Loaders that the server was started with are not for it.
    execArgv: [],
  })
  thread.unref()
  return thread
}
