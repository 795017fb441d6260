/** Minutes of a day as 「09:05」; the end of the day is 「24:00」. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/**
 * What somebody typed as a time of day, in minutes: 9, 930, 9:30, 9：30 and 9点30 are all times. null = it is none. 24:00
 * is the end of the day.
 */
export function clockMinutes(typed: string): number | null {
  const text = typed
    .trim()
    .replace(/[：点時时h.]/i, ':')
    .replace(/分$/, '')
  const parts = /^(\d{1,2}):(\d{0,2})$/.exec(text) ?? /^(\d{1,2})(\d\d)?$/.exec(text)
  if (parts === null) return null
  const hours = Number(parts[1])
  const minutes = Number(parts[2] ?? '0')
  const total = hours * 60 + minutes
  return minutes < 60 && total <= 1_440 ? total : null
}
