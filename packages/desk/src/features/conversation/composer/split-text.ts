/** WeChat takes at most 2,048 bytes of UTF-8 in a customer-service text (errcode 45002 beyond). */
export const textLimitBytes = 2048

const encoder = new TextEncoder()

/** Length of a text as WeChat counts it. */
export function bytesOf(text: string): number {
  return encoder.encode(text).byteLength
}

/**
 * The texts to send in place of one that is too long: cut behind a paragraph, else a line, a sentence, a
 * clause, a space, and only then between two characters. Nothing but blanks at the cuts is dropped.
 */
export function splitText(text: string, limitBytes = textLimitBytes): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (bytesOf(rest) > limitBytes) {
    const room = fitting(rest, limitBytes)
    const cut = cutBefore(rest, room)
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

const boundaries = [/\n\s*\n/g, /\n/g, /[。！？!?；;…]+[”」』）"')]*|\.(?=\s)/g, /[，、,：:]/g, /\s/g]

/** Where to cut the first `room` characters. A boundary in their first third would make a stump: no. */
function cutBefore(text: string, room: number): number {
  const head = text.slice(0, room)
  for (const boundary of boundaries) {
    let cut = 0
    for (const match of head.matchAll(boundary)) cut = match.index + match[0].length
    if (cut >= room / 3) return outsideOfWords(text, cut)
  }
  return outsideOfWords(text, room)
}

/** Moves a cut out of an address or of a face like `[微笑]`, unless that leaves nothing. */
function outsideOfWords(text: string, cut: number): number {
  for (const match of text.slice(0, cut + 2048).matchAll(/https?:\/\/[\x21-\x7e]+|\[[^[\]\s]{1,12}\]/g)) {
    const end = match.index + match[0].length
    if (match.index > 0 && match.index < cut && cut < end) return match.index
  }
  return cut
}

/** How many UTF-16 units of the text fit, never half a visible character. */
function fitting(text: string, limitBytes: number): number {
  let bytes = 0
  let units = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += bytesOf(segment)
    if (bytes > limitBytes && units > 0) return units
    units += segment.length
    if (bytes > limitBytes) return units
  }
  return units
}
