export type Preset = 'today' | 'yesterday' | '7' | '30'
export const presets: readonly Preset[] = ['today', 'yesterday', '7', '30']

/** ISO dates, both included; which button stands for them, or null when they were chosen by hand. */
export interface Range {
  readonly from: string
  readonly to: string
  readonly preset: Preset | null
}

const dayMs = 24 * 60 * 60_000
const isDay = /^\d{4}-\d\d-\d\d$/

/** As the server's limits are. */
export const longestDays = 800
export const longestByHour = 31

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days, both ends included; below 1 when the end comes first or one of them is no date. */
export function daysIn(from: string, to: string): number {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  return Number.isNaN(days) ? 0 : days
}

export function rangeOf(preset: Preset, today: string): Range {
  switch (preset) {
    case 'today':
      return { from: today, to: today, preset }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1), preset }
    case '7':
      return { from: addDays(today, -6), to: today, preset }
    case '30':
      return { from: addDays(today, -29), to: today, preset }
  }
}

/** The range that an address asks for: `?range=30`, or `?from=…&to=…`; the last seven days otherwise. */
export function readRange(query: URLSearchParams, today: string): Range {
  const from = query.get('from') ?? ''
  const to = query.get('to') ?? ''
  if (isDay.test(from) && isDay.test(to) && isPossible(from, to)) return { from, to, preset: null }
  const named = presets.find((preset) => preset === query.get('range'))
  return rangeOf(named ?? '7', today)
}

export function isPossible(from: string, to: string): boolean {
  const days = daysIn(from, to)
  return days >= 1 && days <= longestDays
}

/** Today by a time zone of this computer: a guess until the server says what day the account has. */
export function localToday(now: Date): string {
  const month = String(now.getMonth() + 1).padStart(2, '0')
  return `${now.getFullYear()}-${month}-${String(now.getDate()).padStart(2, '0')}`
}
