import type { Buffer } from 'node:buffer'
import { endOfString } from './json-reader.ts'
import type { Format } from './push.ts'

/**
 * The text of the Encrypt node, found by one bounded scan before anything is parsed: what isn't signed yet isn't worth a
 * parser. CDATA sections and JSON strings are stepped over, so that a fan can't plant a node in a message's text.
 */
export function encryptOf(body: Buffer, format: Format): string | null {
  // Base64 and the node's name are ASCII; the rest may read as it likes.
  const text = body.toString('latin1')
  return format === 'xml' ? fromXml(text) : fromJson(text)
}

const OPEN = '<Encrypt>'
const CLOSE = '</Encrypt>'
const CDATA_OPEN = '<![CDATA['
const CDATA_CLOSE = ']]>'

function fromXml(text: string): string | null {
  let at = text.indexOf('<')
  while (at >= 0) {
    if (text.startsWith(OPEN, at)) return nodeText(text, at + OPEN.length)
    if (text.startsWith(CDATA_OPEN, at)) {
      at = text.indexOf(CDATA_CLOSE, at)
      if (at < 0) return null
    }
    at = text.indexOf('<', at + 1)
  }
  return null
}

function nodeText(text: string, start: number): string | null {
  if (text.startsWith(CDATA_OPEN, start)) {
    const end = text.indexOf(CDATA_CLOSE, start)
    return end < 0 ? null : text.slice(start + CDATA_OPEN.length, end)
  }
  const end = text.indexOf(CLOSE, start)
  return end < 0 ? null : text.slice(start, end).trim()
}

/** Every string in turn; the one after `"Encrypt":` is the answer. */
function fromJson(text: string): string | null {
  let isNext = false
  let start = text.indexOf('"')
  while (start >= 0) {
    const end = endOfString(text, start)
    if (end < 0) return null
    const content = text.slice(start + 1, end)
    // PHP's json_encode writes \/ for a slash; the signature covers the slash.
    if (isNext) return content.replaceAll('\\/', '/')
    isNext = content === 'Encrypt' && COLON.test(text.slice(end + 1, end + 8))
    start = text.indexOf('"', end + 1)
  }
  return null
}
const COLON = /^\s*:/
