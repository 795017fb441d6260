/** Days are ISO dates of the account's time zone; reckoned in UTC, where each has 24 hours. */
const dayMs = 24 * 60 * 60_000

/** The day of a moment (ms) on the calendar of a time zone. */
export function dayAt(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

/** The day so many days after another one; before it when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days lie between, both ends included; 0 or less when `to` comes first. */
export function daysIn(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
}

export function eachDay(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysIn(from, to)) }, (_, index) => addDays(from, index))
}

/** The later and the earlier of two days. */
export const laterDay = (a: string, b: string) => (a > b ? a : b)
export const earlierDay = (a: string, b: string) => (a < b ? a : b)
