import { Buffer } from 'node:buffer'
import { hash, timingSafeEqual } from 'node:crypto'

/**
 * sha1 over the sorted, joined parts, lower-case hex: three parts for `signature`, with Encrypt as the fourth
 * for `msg_signature`. Sorted by code unit; a localeCompare sort gives other results (vector OWN-4).
 */
export function signatureOf(token: string, timestamp: string, nonce: string, ...rest: string[]): string {
  return hash('sha1', [token, timestamp, nonce, ...rest].sort().join(''))
}

/** Compares in constant time. With `encrypt` the signature is a msg_signature, else it doesn't cover the body. */
export function verifySignature(input: {
  token: string
  timestamp: string
  nonce: string
  signature: string
  encrypt?: string
}): boolean {
  const { token, timestamp, nonce, signature, encrypt } = input
  const expected =
    encrypt === undefined
      ? signatureOf(token, timestamp, nonce)
      : signatureOf(token, timestamp, nonce, encrypt)
  const given = Buffer.from(signature, 'utf8')
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected, 'latin1'))
}
