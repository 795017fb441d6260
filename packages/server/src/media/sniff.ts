/** Types that are told by a file's first bytes; what a sender says of its type is not believed. */
const signatures: readonly { readonly mime: string; readonly test: (bytes: Buffer) => boolean }[] = [
  { mime: 'image/jpeg', test: (bytes) => startsWith(bytes, '\xff\xd8\xff') },
  { mime: 'image/png', test: (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n') },
  { mime: 'image/gif', test: (bytes) => startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a') },
  { mime: 'image/webp', test: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8) },
  { mime: 'image/bmp', test: (bytes) => startsWith(bytes, 'BM') && bytes.length > 26 },
  { mime: 'audio/amr', test: (bytes) => startsWith(bytes, '#!AMR') },
  { mime: 'audio/wav', test: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8) },
  // Browsers play Ogg, but not this in it; its name begins the first page's only packet.
  { mime: 'audio/speex', test: (bytes) => startsWith(bytes, 'OggS') && startsWith(bytes, 'Speex   ', 28) },
  { mime: 'audio/ogg', test: (bytes) => startsWith(bytes, 'OggS') },
  { mime: 'audio/mpeg', test: (bytes) => startsWith(bytes, 'ID3') || isMpegFrame(bytes) },
  { mime: 'video/mp4', test: (bytes) => startsWith(bytes, 'ftyp', 4) },
  { mime: 'video/webm', test: (bytes) => startsWith(bytes, '\x1aE\xdf\xa3') },
]

/** The type by content, or null. */
export function sniffMime(bytes: Buffer): string | null {
  return signatures.find(({ test }) => test(bytes))?.mime ?? null
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/speex': 'speex',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

/** The usual ending of a file of this type, without the dot. */
export function extensionOf(mime: string): string {
  return extensions[mime] ?? 'bin'
}

function startsWith(bytes: Buffer, text: string, at = 0): boolean {
  return bytes.toString('latin1', at, at + text.length) === text
}

/** Eleven bits of sync, and a layer that exists. */
function isMpegFrame(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0
}
