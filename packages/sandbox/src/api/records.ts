import { textOf } from '../json-fields.ts'
import { type DeskRecord, oldPageOf, pageOf } from '../world/records.ts'
import { type Answer, type Call, error, json, type Route } from './call.ts'

/** Chat records of WeChat's own desk (protocol 6.3). What custom/send sends is not among them. */
export const recordRoutes: Route[] = [
  { method: 'POST', path: '/customservice/msgrecord/getmsglist', needs: 'kf', handle: list },
  // Retired, and still what older clients ask for, under two names.
  { method: 'POST', path: '/customservice/msgrecord/getrecord', needs: 'kf', handle: oldList },
  { method: 'POST', path: '/cgi-bin/customservice/getrecord', needs: 'kf', handle: oldList },
]

function list({ state, json: body }: Call): Answer {
  const number = (name: string) => (typeof body?.[name] === 'number' ? body[name] : Number.NaN)
  const page = pageOf(state.records, {
    starttime: number('starttime'),
    endtime: number('endtime'),
    msgid: number('msgid'),
    number: number('number'),
  })
  if (typeof page === 'number') return error(page)
  const recordlist = page.rows.map(present)
  return json({ recordlist, number: recordlist.length, msgid: page.msgid })
}

function oldList({ state, json: body }: Call): Answer {
  const number = (name: string) => (typeof body?.[name] === 'number' ? body[name] : Number.NaN)
  const rows = oldPageOf(state.records, {
    starttime: number('starttime'),
    endtime: number('endtime'),
    openid: textOf(body, 'openid') || null,
    pagesize: number('pagesize'),
    pageindex: number('pageindex'),
  })
  if (typeof rows === 'number') return error(rows)
  return json({ retcode: 0, recordlist: rows.map(present), errcode: 0, errmsg: '' })
}

function present({ openid, opercode, text, time, worker }: DeskRecord) {
  return { openid, opercode, text, time, worker }
}
