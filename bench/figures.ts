/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper
}

/** The value that `share` (0 to 1) of an ascending list does not exceed. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN
}

/** How long something took, in milliseconds. */
export interface Percentiles {
  readonly count: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly maxMs: number
}

export function percentilesOf(ascending: readonly number[]): Percentiles {
  return {
    count: ascending.length,
    p50Ms: percentile(ascending, 0.5),
    p95Ms: percentile(ascending, 0.95),
    p99Ms: percentile(ascending, 0.99),
    p999Ms: percentile(ascending, 0.999),
    maxMs: percentile(ascending, 1),
  }
}

/** The middle of some runs and how far they lie apart. */
export function spreadOf(values: readonly number[]): {
  readonly median: number
  readonly lowest: number
  readonly highest: number
} {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) }
}
