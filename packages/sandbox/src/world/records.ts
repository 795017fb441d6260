/** One line of WeChat's own desk. 2002 the agent sent, 2003 the agent received; media are words like `[image]`. */
export type DeskRecord = {
  msgId: number
  openid: string
  worker: string
  opercode: 2002 | 2003
  text: string
  /** Seconds since 1970. */
  time: number
}

export type RecordsQuery = { starttime: number; endtime: number; msgid: number; number: number }
export type RecordsPage = { rows: DeskRecord[]; msgid: number }

const LONGEST_PERIOD_SECONDS = 86_400
const LARGEST_PAGE = 10_000
/** Where WeChat's ids seem to begin; each record's is larger than the one before. */
const FIRST_MSG_ID = 20_165_000

/** Adds records, whatever their order, and numbers all of them anew by time. */
export function withRecords(before: DeskRecord[], more: Omit<DeskRecord, 'msgId'>[]): DeskRecord[] {
  return [...before, ...more]
    .sort((a, b) => a.time - b.time)
    .map((record, nth) => ({ ...record, msgId: FIRST_MSG_ID + nth * 3 + 1 }))
}

/**
 * A page of `getmsglist`, oldest first; `msgid` is where the next one begins (protocol 6.3).
 * 65416: parameters wrong; 65417: more than a day.
 */
export function pageOf(records: DeskRecord[], query: RecordsQuery): RecordsPage | 65416 | 65417 {
  const { starttime, endtime, msgid, number } = query
  const whole = [starttime, endtime, msgid, number].every((value) => Number.isInteger(value) && value > 0)
  if (!whole || endtime < starttime || number > LARGEST_PAGE) return 65416
  if (endtime - starttime > LONGEST_PERIOD_SECONDS) return 65417
  const rows = records
    .filter(({ time, msgId }) => time >= starttime && time <= endtime && msgId >= msgid)
    .slice(0, number)
  const last = rows.at(-1)
  return { rows, msgid: last === undefined ? msgid : last.msgId + 1 }
}
