import { frameOf } from './frame.ts'
import type { Place, Segment } from './segment.ts'

/** The spool has reached its bound. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError'
}

export interface SpoolWriterParts {
  readonly newSegment: () => Promise<Segment>
  /** Hears of a segment into which nothing more is written. */
  readonly onFinished: (segment: Segment) => void
  /** Whether so many bytes more are within the bound. */
  readonly fits: (bytes: number) => boolean
}

export interface SpoolWriter {
  /** On disk when it resolves; whoever comes while a write is on its way shares the next one, and its fsync. */
  append(payload: Buffer): Promise<Place>
  /** Bytes that are about to be written. */
  readonly queued: () => number
  /** Lets go of the present file, unless a write is on its way; the next append makes another. */
  rest(): void
  /** Begins no more writes; resolves when the last one is done. */
  stop(): Promise<void>
}

interface Waiting {
  readonly frame: Buffer
  readonly length: number
  readonly resolve: (place: Place) => void
  readonly reject: (error: unknown) => void
}

/** Space is given back by the file: small ones are free again sooner. */
const segmentBytes = 8 * 1024 * 1024
const writeBytes = 1024 * 1024

/** Writes payloads one behind the other, many with one fsync. */
export function createSpoolWriter({ newSegment, onFinished, fits }: SpoolWriterParts): SpoolWriter {
  let queue: Waiting[] = []
  let segment: Segment | null = null
  let running: Promise<void> | null = null
  let queued = 0
  let stopped = false

  function append(payload: Buffer): Promise<Place> {
    const frame = frameOf(payload)
    if (stopped) return Promise.reject(new Error('the spool has stopped'))
    if (!fits(queued + frame.length)) return Promise.reject(new SpoolFullError('the spool is full'))
    queued += frame.length
    return new Promise((resolve, reject) => {
      queue.push({ frame, length: payload.length, resolve, reject })
      running ??= run()
    })
  }

  async function run(): Promise<void> {
    while (queue.length > 0) await write(takeGroup())
    running = null
  }

  function takeGroup(): Waiting[] {
    let bytes = 0
    const end = queue.findIndex(({ frame }, index) => {
      bytes += frame.length
      return index > 0 && bytes > writeBytes
    })
    const group = end < 0 ? queue : queue.slice(0, end)
    queue = end < 0 ? [] : queue.slice(end)
    return group
  }

  async function write(group: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.concat(group.map(({ frame }) => frame))
    try {
      segment ??= await newSegment()
      const target = segment
      let { offset } = await target.append(bytes)
      for (const { frame, length, resolve } of group) {
        target.inUse += 1
        resolve({ segment: target, offset: offset + frame.length - length, length })
        offset += frame.length
      }
      if (target.size() >= segmentBytes) finish()
    } catch (error) {
      finish()
      for (const { reject } of group) reject(error)
    } finally {
      queued -= bytes.length
    }
  }

  function finish(): void {
    if (segment !== null) onFinished(segment)
    segment = null
  }

  return {
    append,
    queued: () => queued,
    rest() {
      if (running === null) finish()
    },
    async stop() {
      stopped = true
      await running
      finish()
    },
  }
}
