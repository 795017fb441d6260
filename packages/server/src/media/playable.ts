import { randomUUID } from 'node:crypto'
import type { AccountId } from '@duokefu/engine'
import type { Copies, MediaCopy } from './copies.ts'
import { dimensionsOf } from './dimensions.ts'
import type { FetchedFile } from './fetch-file.ts'
import type { FileStore } from './file-store.ts'
import type { FileFacts, MediaFile, MediaStore } from './media-store.ts'
import { mp4Seconds } from './mp4-seconds.ts'
import type { PlayableVoice, VoiceDecoder } from './voice-decoder.ts'

export interface PlayableParts {
  readonly media: MediaStore
  readonly copies: Copies
  readonly files: FileStore
  readonly voices: VoiceDecoder
}

type Looks = Pick<FileFacts, 'width' | 'height' | 'seconds'>

/**
 * What a file is on the screen, and a copy of it that browsers play, where it needs one and one can be made: of the
 * clearer file of a recording, if WeChat gave two.
 */
export async function prepare(
  { files, voices }: Pick<PlayableParts, 'files' | 'voices'>,
  { data, mime, clearer = null }: Pick<FetchedFile, 'data' | 'mime' | 'clearer'>,
): Promise<{ readonly looks: Looks; readonly copy: MediaCopy | null }> {
  const size = dimensionsOf(data, mime)
  if (mime === 'video/mp4') return { looks: { ...size, seconds: mp4Seconds(data) }, copy: null }
  const voice = needsCopy(mime) ? await decodeEither(voices, clearer, data) : null
  if (voice === null) return { looks: { ...size, seconds: null }, copy: null }
  const { digest, bytes } = await files.put(voice.data)
  const copy = { key: randomUUID(), digest, bytes, mime: voice.mime }
  return { looks: { ...size, seconds: voice.seconds }, copy }
}

/** The file that a browser plays for this one: its copy, made now if it is older than copies; null = nothing plays. */
export async function playableOf(
  { media, copies, files, voices }: PlayableParts,
  accountId: AccountId,
  key: string,
): Promise<MediaFile | null> {
  const original = await media.ready(accountId, key)
  if (original === null || !needsCopy(original.mime)) return original
  const copy = await copies.of(accountId, key, 'play')
  if (copy !== null) return copy
  const data = await files.read(original.digest)
  if (data === null) return null
  const made = await prepare({ files, voices }, { data, mime: original.mime })
  if (made.copy === null) return null
  await copies.save(accountId, key, 'play', made.copy)
  return copies.of(accountId, key, 'play')
}

async function decodeEither(
  voices: VoiceDecoder,
  clearer: Buffer | null,
  data: Buffer,
): Promise<PlayableVoice | null> {
  const voice = clearer === null ? null : await voices.decode(clearer)
  return voice ?? voices.decode(data)
}

/** Voice that no browser plays. */
function needsCopy(mime: string): boolean {
  return mime === 'audio/amr' || mime === 'audio/speex'
}
