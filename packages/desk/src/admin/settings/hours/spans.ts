import type { BusinessHours, Span } from '@duokefu/engine'

/** What is wrong with a day's spans, as its row says it; null = nothing. */
export type SpanProblem = 'time' | 'order' | 'overlap'

/** The week that 按工作时间 begins with: weekdays from 9 to 18. */
export const ordinaryWeek: BusinessHours['week'] = [1, 2, 3, 4, 5, 6, 7].map((day) =>
  day <= 5 ? [{ from: 540, to: 1_080 }] : [],
)

export function problemOf(spans: readonly Span[]): SpanProblem | null {
  if (spans.some(({ from, to }) => Number.isNaN(from) || Number.isNaN(to))) return 'time'
  if (spans.some(({ from, to }) => from >= to)) return 'order'
  const sorted = inOrder(spans)
  return sorted.some(({ from }, index) => from < (sorted[index - 1]?.to ?? 0)) ? 'overlap' : null
}

export function inOrder(spans: readonly Span[]): Span[] {
  return [...spans].sort((one, other) => one.from - other.from)
}

/** One more span after the last: an hour's break, then up to four hours. null when the day is full. */
export function spanAfter(spans: readonly Span[]): Span | null {
  const end = Math.max(...spans.map(({ to }) => to), 0)
  if (Number.isNaN(end)) return null
  if (end === 0) return { from: 540, to: 1_080 }
  const from = end + 60
  return from < 1_440 ? { from, to: Math.min(from + 240, 1_440) } : null
}

/** Hours in which no field is wrong and no special day is there twice. */
export function isWhole({ week, special }: BusinessHours): boolean {
  const days = special.map(({ date }) => date)
  return (
    [...week, ...special.map(({ spans }) => spans)].every((spans) => problemOf(spans) === null) &&
    days.every((date) => /^\d{4}-\d{2}-\d{2}$/.test(date)) &&
    new Set(days).size === days.length
  )
}

/** What an ordinary working day is like: the first weekday that is open. A 调休 day takes its hours. */
export function workingDay(week: BusinessHours['week']): readonly Span[] {
  return week.find((spans) => spans.length > 0) ?? [{ from: 540, to: 1_080 }]
}

/** As it is saved: spans in their order, special days by date, nothing that is long over. */
export function tidied({ week, special }: BusinessHours, today: string): BusinessHours {
  return {
    week: week.map(inOrder),
    special: special
      .filter(({ date }) => date >= today)
      .map((day) => ({ ...day, name: day.name.trim(), spans: inOrder(day.spans) }))
      .sort((one, other) => (one.date < other.date ? -1 : 1)),
  }
}
