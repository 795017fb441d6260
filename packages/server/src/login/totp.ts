import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const period = 30
const issuer = '多客服'

/** A secret for an authenticator (RFC 6238): as text to type, and as the URL of a QR. */
export function newTotp(label: string): { readonly secret: string; readonly url: string } {
  const secret = new Secret({ size: 20 })
  return { secret: secret.base32, url: totpOf(secret.base32, label).toString() }
}

/** The time step whose code this is, one step early or late; null = none. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : TOTP.counter({ period, timestamp: now }) + delta
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), digits: 6, period })
}

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Ten codes for a day without the phone: letters and digits that nobody mistakes for one another. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => {
    // 31 letters: the bytes above 247 would make the first ones likelier.
    const letters: string[] = []
    while (letters.length < 10)
      for (const byte of randomBytes(16))
        if (byte < 248 && letters.length < 10) letters.push(alphabet[byte % alphabet.length] ?? '')
    return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
  })
}
