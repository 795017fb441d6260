import { createHash, randomBytes } from 'node:crypto'

/** What a browser or a link holds (43 characters of base64url), and the only thing that is stored of it. */
export interface Token {
  readonly clear: string
  readonly hash: Buffer
}

export function newToken(): Token {
  const clear = randomBytes(32).toString('base64url')
  return { clear, hash: hashOf(clear) }
}

/** sha-256: 256 random bits need no slower hash. */
export function hashOf(clear: string): Buffer {
  return createHash('sha256').update(clear).digest()
}
