/**
 * What a line says: 1000 waiting began, 1001 accepted, 1002 begun by the agent, 1003 transferred, 1004 closed, 2002 the
 * agent sent, 2003 the agent received (protocol 6.3).
 */
export type Opercode = 1000 | 1001 | 1002 | 1003 | 1004 | 2002 | 2003
/** One line of WeChat's own desk; media are words like `[image]`. */
export type DeskRecord = {
  msgId: number
  openid: string
  worker: string
  opercode: Opercode
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
    .filter(({ opercode, time, msgId }) => {
      const isMessage = opercode === 2002 || opercode === 2003
      return isMessage && time >= starttime && time <= endtime && msgId >= msgid
    })
    .slice(0, number)
  const last = rows.at(-1)
  return { rows, msgid: last === undefined ? msgid : last.msgId + 1 }
}

export type OldQuery = {
  starttime: number
  endtime: number
  openid: string | null
  pagesize: number
  pageindex: number
}
const LARGEST_OLD_PAGE = 50

/** A page of the old `getrecord`, pages from 1, with what became of sessions beside what was said. 65416, 65417 as above. */
export function oldPageOf(records: DeskRecord[], query: OldQuery): DeskRecord[] | 65416 | 65417 {
  const { starttime, endtime, openid, pagesize, pageindex } = query
  const whole = [starttime, endtime, pagesize, pageindex].every(
    (value) => Number.isInteger(value) && value > 0,
  )
  if (!whole || endtime < starttime || pagesize > LARGEST_OLD_PAGE) return 65416
  if (endtime - starttime > LONGEST_PERIOD_SECONDS) return 65417
  return records
    .filter((row) => row.time >= starttime && row.time <= endtime && (openid ?? row.openid) === row.openid)
    .slice((pageindex - 1) * pagesize, pageindex * pagesize)
}
