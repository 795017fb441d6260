const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * How long to wait before the nth try (from 0) to reach the server again, in milliseconds.
 * `random` in [0, 1) spreads a team's browsers, so that a restarted server isn't stormed.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.round(full / 2 + (full / 2) * random)
}
