import { expect, it } from 'vitest'
import { emptyPool, expireTokens, forceToken, issueToken, judgeToken, stableToken } from './tokens.ts'

const noon = 1_767_225_600_000
const minutes = (n: number) => n * 60_000
const minter = () => {
  let made = 0
  return () => `token-${++made}`
}

it('[L8] /cgi-bin/token gives a new token each time and keeps the former for five minutes', () => {
  const pool = emptyPool()
  const mint = minter()
  expect(issueToken(pool, noon, mint)).toEqual({ value: 'token-1', expiresInSeconds: 7200 })
  expect(issueToken(pool, noon, mint)).toMatchObject({ value: 'token-2' })
  expect(judgeToken(pool, 'token-1', noon + minutes(5) - 1)).toBe('valid')
  expect(judgeToken(pool, 'token-1', noon + minutes(5))).toBe('unknown')
  expect(judgeToken(pool, 'token-2', noon + minutes(120) - 1)).toBe('valid')
  expect(judgeToken(pool, 'token-2', noon + minutes(120))).toBe('expired')
})

it('[L8] /cgi-bin/token ends after two thousand in a day, and begins again with the next', () => {
  const pool = emptyPool()
  const mint = minter()
  for (let n = 0; n < 2000; n += 1) issueToken(pool, noon, mint)
  expect(issueToken(pool, noon, mint)).toEqual({ errcode: 45009 })
  expect(issueToken(pool, noon + minutes(24 * 60), mint)).toMatchObject({ value: 'token-2001' })
})

it('[L8] the stable token stays the same until five minutes before its end', () => {
  const pool = emptyPool()
  const mint = minter()
  stableToken(pool, noon, mint)
  expect(stableToken(pool, noon + minutes(115) - 1000, mint)).toEqual({
    value: 'token-1',
    expiresInSeconds: 301,
  })
  expect(stableToken(pool, noon + minutes(115), mint)).toEqual({ value: 'token-2', expiresInSeconds: 7200 })
  expect(judgeToken(pool, 'token-1', noon + minutes(120) - 1)).toBe('valid')
})

it('[L8] a forced refresh kills the former token at once, thirty seconds apart and twenty times a day', () => {
  const pool = emptyPool()
  const mint = minter()
  stableToken(pool, noon, mint)
  forceToken(pool, noon, mint)
  expect(judgeToken(pool, 'token-1', noon)).toBe('unknown')
  expect(forceToken(pool, noon + 29_999, mint)).toEqual({ errcode: 45011 })
  for (let n = 1; n < 20; n += 1) expect(forceToken(pool, noon + n * 30_000, mint)).toHaveProperty('value')
  expect(forceToken(pool, noon + minutes(11), mint)).toEqual({ errcode: 45009 })
})

it('[L8] a token that is made to expire is told as expired, an invented one as unknown', () => {
  const pool = emptyPool()
  stableToken(pool, noon, minter())
  expireTokens(pool, noon + 1)
  expect(judgeToken(pool, 'token-1', noon + 1)).toBe('expired')
  expect(judgeToken(pool, 'invented', noon + 1)).toBe('unknown')
  const renewed = stableToken(pool, noon + 1, () => 'token-2')
  expect(renewed).toEqual({ value: 'token-2', expiresInSeconds: 7200 })
  expect(judgeToken(pool, 'token-1', noon + 2)).toBe('expired')
})
