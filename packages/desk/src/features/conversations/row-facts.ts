import type { ConversationRow, DeskState } from '@duokefu/contract'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Tone = 'calm' | 'warn' | 'danger'

/** How pressing an unanswered customer is, by the account's thresholds. */
export function waitTone(waitedMs: number, thresholds: DeskState['thresholds']): Tone {
  if (waitedMs >= thresholds.dangerMs) return 'danger'
  return waitedMs >= thresholds.warnMs ? 'warn' : 'calm'
}

/** Since when this row's customer waits for a person, or null: nobody has to do anything. */
export function waitsSince(row: ConversationRow): number | null {
  if (row.state === 'none') return null
  return row.state === 'waiting' ? row.waitingSince : row.unansweredSince
}

/** 3:12, then hours and minutes. */
export type Duration =
  | { readonly kind: 'clock'; readonly text: string }
  | { readonly kind: 'hours'; readonly hours: number; readonly minutes: string }
  | { readonly kind: 'days'; readonly days: number }

export function duration(ms: number): Duration {
  const whole = Math.max(0, ms)
  if (whole >= DAY) return { kind: 'days', days: Math.floor(whole / DAY) }
  const minutes = Math.floor(whole / MINUTE)
  if (minutes < 60) return { kind: 'clock', text: `${minutes}:${two(Math.floor(whole / 1_000) % 60)}` }
  return { kind: 'hours', hours: Math.floor(minutes / 60), minutes: two(minutes % 60) }
}

/** 14:03, yesterday, a weekday, then a date; by the days of this browser's place. */
export type WhenSaid =
  | { readonly kind: 'time'; readonly text: string }
  | { readonly kind: 'yesterday' }
  | { readonly kind: 'weekday'; readonly day: number }
  | { readonly kind: 'date'; readonly text: string }

export function whenSaid(at: number, now: number): WhenSaid {
  const then = new Date(at)
  const days = Math.round((midnight(now) - midnight(at)) / DAY)
  if (days <= 0) return { kind: 'time', text: `${two(then.getHours())}:${two(then.getMinutes())}` }
  if (days === 1) return { kind: 'yesterday' }
  if (days < 7) return { kind: 'weekday', day: then.getDay() }
  const date = `${two(then.getMonth() + 1)}-${two(then.getDate())}`
  return {
    kind: 'date',
    text: then.getFullYear() === new Date(now).getFullYear() ? date : `${then.getFullYear()}-${date}`,
  }
}

/** What is put before a row's last line; only the first that holds. */
export type Prefix =
  | { readonly kind: 'draft' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'uncertain' }
  /** A reply above the last line failed or is uncertain; the row counts both alike. */
  | { readonly kind: 'open' }
  | { readonly kind: 'held'; readonly count: number }

export function prefixOf(row: ConversationRow, hasDraft: boolean, unsent: number): Prefix | null {
  if (hasDraft) return { kind: 'draft' }
  // Of several troubles the one that the line beside it shows.
  if (row.last?.delivery === 'held') return { kind: 'held', count: row.held }
  if (unsent > 0) return { kind: 'failed' }
  if (row.failed > 0) {
    const shown = row.last?.delivery
    return { kind: shown === 'failed' || shown === 'uncertain' ? shown : 'open' }
  }
  return row.held > 0 ? { kind: 'held', count: row.held } : null
}

/**
 * Whether the agent's alarm for the end of WeChat's window has been given: something may still be sent, for less than
 * `alarmMs`.
 */
export function closesSoon({ state, quota }: ConversationRow, now: number, alarmMs: number): boolean {
  if (state === 'none' || quota.kind !== 'known' || quota.left === 0) return false
  return quota.until > now && quota.until - now <= alarmMs
}

function minutesOf(ms: number): Limit {
  return { kind: 'minutes', minutes: Math.ceil(ms / MINUTE) }
}

/** The chip that says what WeChat still allows, when that matters: under 6 hours, or two messages left. */
export type Limit =
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'left'; readonly count: number }

export function limitOf(row: ConversationRow, now: number, alarmMs = 0): Limit | null {
  const { quota } = row
  if (row.state === 'none' || quota.kind !== 'known' || quota.until <= now) return null
  if (closesSoon(row, now, alarmMs)) return minutesOf(quota.until - now)
  if (quota.left !== 'unlimited' && quota.left <= 2) return { kind: 'left', count: quota.left }
  const left = quota.until - now
  if (left < HOUR) return minutesOf(left)
  return left < 6 * HOUR ? { kind: 'hours', hours: Math.floor(left / HOUR) } : null
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function two(figure: number): string {
  return String(figure).padStart(2, '0')
}
