/** After so many attempts a reply is failed, about five minutes after the first. */
export const maxAttempts = 10

const firstMs = 1_000
const longestMs = 60_000
const jitter = 0.2

/**
 * How long to wait after the nth attempt (from 1) failed: 1 s, 2, 4, 8 … 60 s, each a fifth shorter or longer,
 * so that the replies that failed together don't come back together. `random` in [0, 1).
 */
export function backOffMs(attempt: number, random: number): number {
  const plain = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(plain * (1 + jitter * (2 * random - 1)))
}
