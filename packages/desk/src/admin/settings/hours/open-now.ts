import { type BusinessHours, isOpen, localTimeAt } from '@duokefu/engine'

export interface Standing {
  readonly open: boolean
  /** The name of today, when it is a special day. */
  readonly name: string | null
  /** When that changes: so many days from today, at a minute of that day. null = not within two months. */
  readonly changes: { readonly days: number; readonly date: string; readonly minute: number } | null
}

const daysAhead = 60
const dayMs = 86_400_000

/** Whether an account is open at `at`, and when that ends, by its own clock on the wall. */
export function standingAt(hours: BusinessHours, at: number, timeZone: string): Standing {
  const now = localTimeAt(at, timeZone)
  const open = isOpen(hours, now)
  const name = hours.special.find(({ date }) => date === now.date)?.name ?? null
  for (let days = 0; days <= daysAhead; days++) {
    const date = new Date(Date.parse(now.date) + days * dayMs).toISOString().slice(0, 10)
    const weekday = ((now.weekday - 1 + days) % 7) + 1
    const spans = hours.special.find((day) => day.date === date)?.spans ?? hours.week[weekday - 1] ?? []
    const edges = [0, ...spans.flatMap(({ from, to }) => [from, to])].filter(
      (minute) => minute < 1_440 && (days > 0 || minute > now.minute),
    )
    const minute = edges
      .sort((one, other) => one - other)
      .find((each) => isOpen(hours, { date, weekday, minute: each }) !== open)
    if (minute !== undefined) return { open, name, changes: { days, date, minute } }
  }
  return { open, name, changes: null }
}
