/** A locale key and what it needs; the screen says `t(key, values)`. */
export interface Words {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/**
 * How long something still lasts: 「41 小时」, 「58 分钟」, and seconds within the last ten minutes: 「0:52」.
 * Rounded down, since a promise that is too long costs a customer; never below nothing.
 */
export function remainingWords(ms: number): Words {
  if (ms >= hour) return { key: 'time.hours', values: { count: Math.floor(ms / hour) } }
  if (ms >= 10 * minute) return { key: 'time.minutes', values: { count: Math.floor(ms / minute) } }
  return { key: 'time.clock', values: { clock: clock(ms) } }
}

/** How long until a conversation ends by itself: 「9 分钟」, 「1 小时 58 分」, 「52 秒」. */
export function countdownWords(ms: number): Words {
  if (ms < minute) return { key: 'time.seconds', values: { count: Math.max(0, Math.ceil(ms / second)) } }
  const minutes = Math.floor(ms / minute)
  if (minutes < 60) return { key: 'time.minutes', values: { count: minutes } }
  return { key: 'time.hoursMinutes', values: { hours: Math.floor(minutes / 60), minutes: minutes % 60 } }
}

/** Minutes and seconds of a duration in milliseconds: 「3:12」. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / second))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The reader's own time of day: 14:03. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The day of a time: today, yesterday, a weekday within the last week, 10-03, or 2025-10-03 of another year. */
export function dayWords(at: number, now: number): Words {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day)
  if (days === 0) return { key: 'time.today', values: {} }
  if (days === 1) return { key: 'time.yesterday', values: {} }
  const date = new Date(at)
  if (days > 1 && days < 7) return { key: `time.weekday.${date.getDay()}`, values: {} }
  const monthDay = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  return { key: 'time.date', values: { date: sameYear ? monthDay : `${date.getFullYear()}-${monthDay}` } }
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function two(figure: number): string {
  return String(figure).padStart(2, '0')
}
