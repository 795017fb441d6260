/** A day that a pasted list names: closed, or open as on an ordinary working day, or at its own hours. */
export interface PastedDay {
  /** YYYY-MM-DD. */
  readonly date: string
  readonly name: string
  readonly open: 'closed' | 'working' | readonly { readonly from: number; readonly to: number }[]
}

export interface Pasted {
  readonly days: readonly PastedDay[]
  /** Lines in which no date was found, as they stand, and 「自…放假」 that end before they begin. */
  readonly unread: readonly string[]
}

/**
 * Reads a list of holidays and 调休 days: the State Council's yearly notice as it stands (「春节：2月15日（周日）至23日（周一）放假调休，
 * 共9天。2月14日（周六）上班。」), or a line a day (「2026-10-01~2026-10-07 国庆节」, 「2026-10-10 补班 9:00-18:00」). Days
 * without a year are in the last year that was named before them; before any was named, the next ones from `today` on.
 */
export function pastedDays(text: string, today: string): Pasted {
  const days = new Map<string, PastedDay>()
  const unread: string[] = []
  let namedYear: number | null = null
  for (const line of text
    .split(/\n/)
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    const named = /(\d{4})年/.exec(line)
    if (named !== null) namedYear = Number(named[1])
    const found = daysOfLine(line, namedYear, today)
    if (found.length === 0 && isAboutDays(line)) unread.push(line)
    for (const day of found) days.set(day.date, day)
  }
  return { days: [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1)), unread }
}

/** 「10月1日（周四）至7日（周三）」, 「2026-10-01~10-07」, 「10/1」: a day, or the first and last of a run. */
const runPattern = new RegExp(
  [
    String.raw`(?:(\d{4})[-/.年]\s*)?(\d{1,2})[-/.月]\s*(\d{1,2})\s*日?(?:\s*[（(][^（()）]*[）)])?`,
    String.raw`(?:\s*(?:至|到|—+|－|~|～|-(?=\s*\d+[-/.月日]))\s*(?:(\d{4})[-/.年]\s*)?(?:(\d{1,2})[-/.月]\s*)?(\d{1,2})\s*日?(?:\s*[（(][^（()）]*[）)])?)?`,
  ].join(''),
  'g',
)
const spanPattern = /(\d{1,2})[:：](\d\d)\s*(?:[-–—~～至到])\s*(\d{1,2})[:：](\d\d)/g
const workWords = /上班|补班|调班|营业|上课|work|open/i

function daysOfLine(line: string, namedYear: number | null, today: string): PastedDay[] {
  const name = nameOf(line)
  // 「……放假调休，共7天。9月27日（周日）上班。」: each sentence says of its own days whether they are free.
  return line.split(/[。；;]/).flatMap((sentence) => {
    const spans = spansOf(sentence)
    const open =
      spans.length > 0 ? spans : workWords.test(sentence) ? ('working' as const) : ('closed' as const)
    const bare = sentence.replace(spanPattern, ' ')
    return [...bare.matchAll(runPattern)]
      .flatMap((match) => (namedYear === null ? nextDatesOf(match, today) : datesOf(match, namedYear)))
      .map((date) => ({ date, name, open }))
  })
}

/** What stands before the colon or beside the dates of a line, without its numbering. */
function nameOf(line: string): string {
  // The colon of a time stands behind a digit.
  const head = /^([^：:]*[^\d：:])[：:]/.exec(line)?.[1]
  const text =
    head !== undefined && !/\d{1,2}[-/.月]\s*\d/.test(head)
      ? head.replace(/^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]\s*/, '')
      : line
          .replace(spanPattern, ' ')
          .replace(runPattern, ' ')
          .replace(/[（(][^（()）]*[）)]|放假.*|共\s*\d+\s*天|[，,。；;、]/g, ' ')
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 20)
}

function spansOf(sentence: string): { from: number; to: number }[] {
  return [...sentence.matchAll(spanPattern)]
    .map(([, fromHour, fromMinute, toHour, toMinute]) => ({
      from: Number(fromHour) * 60 + Number(fromMinute),
      to: Number(toHour) * 60 + Number(toMinute),
    }))
    .filter(({ from, to }) => from < to && to <= 1_440)
}

/** Those of this year, or of the next one when these are over; a run that has begun is not over. */
function nextDatesOf(match: RegExpMatchArray, today: string): string[] {
  const year = Number(today.slice(0, 4))
  const running = [year - 1, year]
    .map((each) => datesOf(match, each))
    .find((dates) => (dates.at(-1) ?? '') >= today)
  return running ?? datesOf(match, year + 1)
}

function datesOf(match: RegExpMatchArray, year: number): string[] {
  const [, firstYear, firstMonth, firstDay, lastYear, lastMonth, lastDay] = match
  const first = utcDay(Number(firstYear ?? year), Number(firstMonth), Number(firstDay))
  if (first === null) return []
  if (lastDay === undefined) return [dateText(first)]
  const month = Number(lastMonth ?? firstMonth)
  // 「12月30日至1月2日」 ends in the next year.
  const nextYear = lastYear === undefined && month < Number(firstMonth) ? 1 : 0
  const last = utcDay(Number(lastYear ?? firstYear ?? year) + nextYear, month, Number(lastDay))
  if (last === null || last < first || last - first > 60 * dayMs) return []
  return Array.from({ length: (last - first) / dayMs + 1 }, (_, index) => dateText(first + index * dayMs))
}

const dayMs = 86_400_000

/** null: no such day, such as 2月30日. */
function utcDay(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day)
  const is = new Date(at)
  return is.getUTCMonth() === month - 1 && is.getUTCDate() === day ? at : null
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Headings and greetings of a notice are no days that were missed. */
function isAboutDays(line: string): boolean {
  return /\d{1,2}[-/.月]\s*\d{1,2}/.test(line)
}
