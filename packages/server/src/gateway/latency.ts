/** Counts of durations in buckets that grow by a tenth: every percentile is right to within that, for 1 ms to a minute. */
export type Histogram = Map<number, number>

const growth = Math.log(1.1)

/** The bucket of a duration (ms). */
export function bucketOf(ms: number): number {
  return ms <= 1 ? 0 : Math.ceil(Math.log(ms) / growth)
}

/** The longest duration (ms) that falls into a bucket. */
export function longestOf(bucket: number): number {
  return Math.round(Math.exp(bucket * growth))
}

/** Adds to a histogram. */
export function count(histogram: Histogram, bucket: number, times = 1): void {
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + times)
}

/** The duration (ms) that `share` of what was counted does not exceed; null of nothing. */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, times]) => sum + times, 0)
  let seen = 0
  for (const [bucket, times] of buckets) {
    seen += times
    if (seen >= total * share) return longestOf(bucket)
  }
  return null
}
