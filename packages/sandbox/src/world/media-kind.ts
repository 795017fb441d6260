export type MediaType = 'image' | 'voice' | 'video' | 'thumb'
export type MediaFormat = 'jpg' | 'png' | 'gif' | 'amr' | 'speex' | 'mp3' | 'mp4'
export type MediaRefusal = 40005 | 40006 | 40009 | 44001 | 45007

const KIB = 1024
const MIB = 1024 * KIB

const RULES: Record<MediaType, { formats: MediaFormat[]; maxBytes: number; tooLarge: 40006 | 40009 }> = {
  image: { formats: ['png', 'jpg', 'gif'], maxBytes: 10 * MIB, tooLarge: 40009 },
  voice: { formats: ['amr', 'mp3'], maxBytes: 2 * MIB, tooLarge: 40006 },
  video: { formats: ['mp4'], maxBytes: 10 * MIB, tooLarge: 40006 },
  thumb: { formats: ['jpg'], maxBytes: 64 * KIB, tooLarge: 40006 },
}

const LONGEST_VOICE_SECONDS = 60

export const CONTENT_TYPE: Record<MediaFormat, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  amr: 'audio/amr',
  // WeChat's own name for it.
  speex: 'voice/speex',
  mp3: 'audio/mp3',
  mp4: 'video/mp4',
}

export function isMediaType(value: unknown): value is MediaType {
  return value === 'image' || value === 'voice' || value === 'video' || value === 'thumb'
}

/** The format by the first bytes: what a file says of itself is not believed. */
export function formatOf(bytes: Buffer): MediaFormat | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpg'
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'png'
  const head = bytes.subarray(0, 12).toString('latin1')
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif'
  if (head.startsWith('#!AMR')) return 'amr'
  if (head.slice(4, 8) === 'ftyp') return 'mp4'
  const frameSync = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0
  return head.startsWith('ID3') || frameSync ? 'mp3' : null
}

/** Checks a file by WeChat's rules for its type: format, size, and one minute for AMR. */
export function judgeMedia(type: MediaType, bytes: Buffer): MediaFormat | { errcode: MediaRefusal } {
  const rule = RULES[type]
  if (bytes.length === 0) return { errcode: 44001 }
  if (bytes.length > rule.maxBytes) return { errcode: rule.tooLarge }
  const format = formatOf(bytes)
  if (format === null || !rule.formats.includes(format)) return { errcode: 40005 }
  return (voiceSeconds(bytes) ?? 0) > LONGEST_VOICE_SECONDS ? { errcode: 45007 } : format
}

/** Bytes after the frame header, by AMR narrow-band mode (RFC 4867, table 3 of 3GPP TS 26.101). */
const AMR_FRAME_BYTES = [12, 13, 15, 17, 19, 20, 26, 31, 5]
const AMR_MAGIC = '#!AMR\n'

/** Length of an AMR recording, rounded up as the phone shows it; null for any other format. */
export function voiceSeconds(bytes: Buffer): number | null {
  if (bytes.subarray(0, AMR_MAGIC.length).toString('latin1') !== AMR_MAGIC) return null
  let frames = 0
  for (let at = AMR_MAGIC.length; at < bytes.length; frames += 1) {
    const mode = ((bytes[at] ?? 0) >> 3) & 0x0f
    at += 1 + (AMR_FRAME_BYTES[mode] ?? 0)
  }
  return Math.max(1, Math.ceil(frames / 50))
}
