import type { LocalTime } from './local-time.ts'

/** Minutes of the day, from inclusive, to exclusive; `to` is at most 1440. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** When an account is open, in its own time zone. */
export interface BusinessHours {
  /** Seven lists of spans, Monday first. */
  readonly week: readonly (readonly Span[])[]
  /** Days that differ, by date: a holiday has no spans, a 调休 working day has some. They win over the week. */
  readonly special: readonly SpecialDay[]
}

export interface SpecialDay {
  /** YYYY-MM-DD */
  readonly date: string
  readonly name: string
  readonly spans: readonly Span[]
}

/** Whether the account is open at a local time; without hours it always is. */
export function isOpen(hours: BusinessHours | null, { date, weekday, minute }: LocalTime): boolean {
  if (hours === null) return true
  const special = hours.special.find((day) => day.date === date)
  const spans = special?.spans ?? hours.week[weekday - 1] ?? []
  return spans.some((span) => minute >= span.from && minute < span.to)
}
