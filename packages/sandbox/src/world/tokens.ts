const LIFE_MS = 7_200_000
/** The former token goes on working this long, and the stable one is renewed this early. */
const OVERLAP_MS = 300_000
const FORCED_PAUSE_MS = 30_000
const FORCED_PER_DAY = 20
const DAY_MS = 86_400_000
/** Of `/cgi-bin/token`; the figure of older pages, today's is not known (protocol 4.1). */
const ISSUED_PER_DAY = 2000
/** Former tokens that are still told apart from invented ones (42001 or 40001). */
const REMEMBERED = 50

type Token = { value: string; expiresAt: number; replaced: boolean }
/** The tokens of one endpoint: `/cgi-bin/token` and `/cgi-bin/stable_token` have one each and never touch the other's. */
export type TokenPool = {
  current: Token | null
  former: Token[]
  forcedAt: number[]
  /** How many the basic endpoint gave out on a day; left out before the first. */
  issued?: { day: number; count: number }
}
export type Grant = { value: string; expiresInSeconds: number }
export type TokenVerdict = 'valid' | 'expired' | 'unknown'

export function emptyPool(): TokenPool {
  return { current: null, former: [], forcedAt: [] }
}

/** `/cgi-bin/token`: always a new one; the one before keeps working for five minutes. 45009 after 2,000 in a day. */
export function issueToken(pool: TokenPool, at: number, mint: () => string): Grant | { errcode: 45009 } {
  const day = Math.floor(at / DAY_MS)
  const issued = pool.issued?.day === day ? pool.issued.count : 0
  if (issued >= ISSUED_PER_DAY) return { errcode: 45009 }
  pool.issued = { day, count: issued + 1 }
  return replace(pool, at, mint, at + OVERLAP_MS)
}

/** `/cgi-bin/stable_token` in normal mode: the same token until five minutes before its end. */
export function stableToken(pool: TokenPool, at: number, mint: () => string): Grant {
  const { current } = pool
  return current !== null && current.expiresAt - at > OVERLAP_MS
    ? granted(current, at)
    : replace(pool, at, mint, at + OVERLAP_MS)
}

/** `force_refresh`: a new one, the former dies at once. 45011 within 30 s of the last, 45009 after 20 in a day. */
export function forceToken(
  pool: TokenPool,
  at: number,
  mint: () => string,
): Grant | { errcode: 45009 | 45011 } {
  pool.forcedAt = pool.forcedAt.filter((forced) => at - forced < DAY_MS)
  const last = pool.forcedAt.at(-1)
  if (last !== undefined && at - last < FORCED_PAUSE_MS) return { errcode: 45011 }
  if (pool.forcedAt.length >= FORCED_PER_DAY) return { errcode: 45009 }
  pool.forcedAt.push(at)
  return replace(pool, at, mint, at)
}

export function judgeToken(pool: TokenPool, value: string, at: number): TokenVerdict {
  const token =
    pool.current?.value === value ? pool.current : pool.former.find((each) => each.value === value)
  if (token === undefined) return 'unknown'
  if (at < token.expiresAt) return 'valid'
  return token.replaced ? 'unknown' : 'expired'
}

/** Every token of the pool ends now, as if its two hours were over. */
export function expireTokens(pool: TokenPool, at: number): void {
  for (const token of pool.current === null ? pool.former : [pool.current, ...pool.former]) {
    token.expiresAt = Math.min(token.expiresAt, at)
  }
}

function replace(pool: TokenPool, at: number, mint: () => string, formerUntil: number): Grant {
  if (pool.current !== null) {
    const replaced = at < pool.current.expiresAt
    pool.former.push({
      value: pool.current.value,
      expiresAt: Math.min(pool.current.expiresAt, formerUntil),
      replaced,
    })
    pool.former.splice(0, pool.former.length - REMEMBERED)
  }
  pool.current = { value: mint(), expiresAt: at + LIFE_MS, replaced: false }
  return granted(pool.current, at)
}

function granted(token: Token, at: number): Grant {
  return { value: token.value, expiresInSeconds: Math.floor((token.expiresAt - at) / 1000) }
}
