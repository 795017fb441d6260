import { expect, it } from 'vitest'
import { hashPassword, verifyPassword } from './password-hash.ts'

it('[S2] a password fits its own hash alone', async () => {
  const hash = await hashPassword('花开富贵 2026')
  expect(hash).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword('花开富贵 2026', hash)).toBe(true)
  expect(await verifyPassword('花开富贵 2025', hash)).toBe(false)
  expect(await hashPassword('花开富贵 2026')).not.toBe(hash)
})

it('[S2] a hash with other parameters is still good', async () => {
  const cheap = 'scrypt$4$8$1$AAAAAAAAAAAAAAAAAAAAAA$'
  const { scryptSync } = await import('node:crypto')
  const key = scryptSync('secret', Buffer.alloc(16), 32, { N: 16, r: 8, p: 1 }).toString('base64url')
  expect(await verifyPassword('secret', cheap + key)).toBe(true)
})

it('[S2] nobody has no password', async () => {
  expect(await verifyPassword('', null)).toBe(false)
})
