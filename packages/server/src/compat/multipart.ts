import type { Call } from './call.ts'

/** Heads of parts are a line or two; longer ones are looked at no further, since looking takes the square of their length. */
const longestHead = 2_048

/** The file of the field `media` in a multipart body; null when there is none. */
export function mediaPart({ body, contentType }: Pick<Call, 'body' | 'contentType'>): Buffer | null {
  const [, quoted, plain] =
    /multipart\/form-data.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '') ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return null
  const delimiter = Buffer.from(`--${boundary}`)
  let at = body.indexOf(delimiter)
  while (at >= 0) {
    const next = body.indexOf(delimiter, at + delimiter.length)
    if (next < 0) return null
    const part = body.subarray(at + delimiter.length + 2, next)
    const headEnd = part.indexOf('\r\n\r\n')
    const head = headEnd < 0 || headEnd > longestHead ? '' : part.subarray(0, headEnd).toString('latin1')
    if (/content-disposition:[^\r\n]*\bname="?media"?/i.test(head)) return part.subarray(headEnd + 4, -2)
    at = next
  }
  return null
}
