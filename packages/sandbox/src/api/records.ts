import { pageOf } from '../world/records.ts'
import { type Answer, type Call, error, json, type Route } from './call.ts'

/** Chat records of WeChat's own desk (protocol 6.3). What custom/send sends is not among them. */
export const recordRoutes: Route[] = [
  { method: 'POST', path: '/customservice/msgrecord/getmsglist', needs: 'kf', handle: list },
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
  const recordlist = page.rows.map(({ openid, opercode, text, time, worker }) => ({
    openid,
    opercode,
    text,
    time,
    worker,
  }))
  return json({ recordlist, number: recordlist.length, msgid: page.msgid })
}
