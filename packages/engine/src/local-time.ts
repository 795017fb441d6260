/** A moment as the clock on the wall of an account shows it. */
export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number
  /** Of the day, 0 to 1439. */
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Of the latest question: in a busy minute it is asked hundreds of times. */
let latest: { readonly timeZone: string; readonly minute: number; readonly local: LocalTime } | null = null

/** The local time at `at` (ms) in an IANA time zone, daylight saving included. */
export function localTimeAt(at: number, timeZone: string): LocalTime {
  const minute = Math.floor(at / 60_000)
  if (latest === null || latest.minute !== minute || latest.timeZone !== timeZone)
    latest = { timeZone, minute, local: localTime(at, timeZone) }
  return latest.local
}

function localTime(at: number, timeZone: string): LocalTime {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '0'
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    weekday: weekdays.indexOf(part('weekday')) + 1,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/** Making one costs a hundred times as much as using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** Minutes of the day of HH:MM; 24:00 is the day's end. */
export function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
