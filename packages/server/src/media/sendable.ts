const kib = 1024
const mib = 1024 * kib

/** What WeChat takes as temporary media of each kind (protocol of media/upload). */
const rules = {
  image: { mimes: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 10 * mib },
  voice: { mimes: ['audio/amr', 'audio/mpeg'], maxBytes: 2 * mib },
  video: { mimes: ['video/mp4'], maxBytes: 10 * mib },
  thumb: { mimes: ['image/jpeg'], maxBytes: 64 * kib },
} as const

export type SendableKind = keyof typeof rules

/** Whether a file of this type can be sent as such. */
export function isSendable(kind: SendableKind, mime: string | null): boolean {
  return rules[kind].mimes.some((known) => known === mime)
}

/** The most bytes that WeChat takes of a type; null when it takes none of it. */
export function sendableBytes(mime: string | null): number | null {
  for (const kind of ['image', 'voice', 'video'] as const) {
    if (isSendable(kind, mime)) return rules[kind].maxBytes
  }
  return null
}
