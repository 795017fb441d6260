interface Patience {
  readonly longestMs: number
  /** After so many attempts a reply is failed. */
  readonly attempts: number
}

/** WeChat answers that it is busy: about five minutes from the first attempt to the last. */
const busy: Patience = { longestMs: 60_000, attempts: 10 }
/**
 * WeChat can't be reached, for its fault or ours: about an hour. Asked often, since asking costs nothing, and replies that
 * have waited are to leave within seconds of its end.
 */
const away: Patience = { longestMs: 5_000, attempts: 720 }

const firstMs = 1_000
const jitter = 0.2

/**
 * How long to wait after the nth attempt (from 1) failed, null = no more: 1 s, 2, 4, 8 … up to the longest, each a fifth
 * shorter or longer, so that the replies that failed together don't come back together. `random` in [0, 1).
 */
export function backOffMs(attempt: number, heard: 'busy' | 'nothing', random: number): number | null {
  const { longestMs, attempts } = heard === 'busy' ? busy : away
  if (attempt >= attempts) return null
  const plain = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(plain * (1 + jitter * (2 * random - 1)))
}
