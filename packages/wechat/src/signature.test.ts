import { describe, expect, it } from 'vitest'
import { vectors } from './fixtures.ts'
import { signatureOf, verifySignature } from './signature.ts'

describe('signatures', () => {
  const clear = vectors.filter((vector) => vector.signature !== undefined)
  it.each(clear)(
    '[wire] three parts give the signature: $id',
    ({ token = '', timestamp = '', nonce = '', signature }) => {
      expect(signatureOf(token, timestamp, nonce)).toBe(signature)
    },
  )

  const encrypted = vectors.filter((vector) => vector.msg_signature !== undefined)
  it.each(encrypted)('[wire] four parts give the msg_signature: $id', (vector) => {
    const { token = '', timestamp = '', nonce = '', encrypt = '', msg_signature: signature = '' } = vector
    expect(signatureOf(token, timestamp, nonce, encrypt)).toBe(signature)
    expect(verifySignature({ token, timestamp, nonce, signature, encrypt })).toBe(true)
  })

  it('[wire] a signature sorted by locale is refused', () => {
    const trap = vectors.find((vector) => vector.wrongIfLocaleCompareSort !== undefined)
    const {
      token = '',
      timestamp = '',
      nonce = '',
      encrypt = '',
      wrongIfLocaleCompareSort: signature = '',
    } = trap ?? {}
    expect(verifySignature({ token, timestamp, nonce, signature, encrypt })).toBe(false)
  })

  it.each([
    ['empty', ''],
    ['too short', 'da9e6e86'],
    ['too long', `${'0'.repeat(40)}0`],
    ['forty characters of other bytes', '签'.repeat(40)],
    ['wrong by one digit', 'da9e6e8691fe21b60bc7ee15b1a1bd009c5462fc'],
  ])('[wire] a wrong signature is refused: %s', (_name, signature) => {
    const get = { token: 'mdeskToken2026', timestamp: '1767225600', nonce: '730918264' }
    expect(verifySignature({ ...get, signature })).toBe(false)
  })
})
