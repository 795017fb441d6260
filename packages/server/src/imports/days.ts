/** WeChat's desk is China's: its days are those of Beijing, of 24 hours each, which is the longest period of a query. */
const beijingOffsetSeconds = 8 * 60 * 60
const daySeconds = 24 * 60 * 60

/** A day as getmsglist takes it, both ends included, in seconds since 1970. */
export function beijingDay(day: string): { readonly from: number; readonly to: number } {
  const from = Date.parse(`${day}T00:00:00Z`) / 1000 - beijingOffsetSeconds
  return { from, to: from + daySeconds - 1 }
}

/** The day in Beijing at a time in ms, as 2026-11-22. */
export function beijingToday(now: number): string {
  return new Date(now + beijingOffsetSeconds * 1000).toISOString().slice(0, 10)
}
