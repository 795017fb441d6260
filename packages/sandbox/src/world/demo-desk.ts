import type { Account } from './account.ts'
import { DEMO_TALKS, type DeskTalk } from './demo-talks.ts'
import { type KfAccount, newKf } from './kf.ts'
import { newPerson, openidOf, type Person } from './people.ts'
import { type DeskRecord, withRecords } from './records.ts'

const DAY_SECONDS = 86_400
/** The shop's day is Chinese time, whatever clock this machine shows. */
const CHINA_AHEAD_SECONDS = 8 * 3600

/** Customers of earlier days: known to the account, without a phone on the page. */
export const DEMO_CUSTOMERS: Person[] = Array.from({ length: 12 }, (_, n) =>
  newPerson(`guest${n + 1}`, `顾客 ${n + 1}`),
)

/** WeChat's own desk of the demo shop: two agents and the last ten days before `at` (ms). */
export function demoDesk(account: Account, at: number): { kf: KfAccount[]; records: DeskRecord[] } {
  const kf = [
    { ...newKf(`kf2001@${account.wechatId}`, '2001', '小林'), boundTo: boundTo('xiaolin') },
    { ...newKf(`kf2002@${account.wechatId}`, '2002', '小吴'), boundTo: boundTo('xiaowu') },
  ]
  const midnight = chineseMidnight(Math.floor(at / 1000))
  const rows = DEMO_TALKS.flatMap((talk) => rowsOf(account, talk, midnight - talk.daysAgo * DAY_SECONDS))
  return { kf, records: withRecords([], rows) }
}

function boundTo(personId: string) {
  return { personId, wechatId: newPerson(personId, '').wechatId }
}

function chineseMidnight(seconds: number): number {
  return Math.floor((seconds + CHINA_AHEAD_SECONDS) / DAY_SECONDS) * DAY_SECONDS - CHINA_AHEAD_SECONDS
}

/** The lines of a talk, each some seconds after the one before: longer texts take longer to write. */
function rowsOf(account: Account, talk: DeskTalk, midnight: number): Omit<DeskRecord, 'msgId'>[] {
  const [hours = 0, minutes = 0] = talk.at.split(':').map(Number)
  let time = midnight + hours * 3600 + minutes * 60
  return talk.lines.map((line) => {
    const text = line.slice(2)
    const row = {
      openid: openidOf(account.appid, talk.who),
      worker: `${talk.kf}@${account.wechatId}`,
      opercode: line.startsWith('>') ? (2002 as const) : (2003 as const),
      text,
      time,
    }
    time += 12 + text.length
    return row
  })
}
