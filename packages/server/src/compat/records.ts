import type { Content } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { type Answer, type Call, error, type Json, json, type Route, textOf } from './call.ts'
import * as store from './record-store.ts'

type Ctx = Pick<Context, 'clock' | 'pool'>

const daySeconds = 24 * 60 * 60
const mostInPage = 10_000
const mostInOldPage = 50

/** What was said at our desk (protocol 6.3). */
export function recordRoutes(ctx: Ctx): Route[] {
  const oldRecords = (call: Call) => getRecord(ctx, call)
  return [
    {
      method: 'POST',
      path: '/customservice/msgrecord/getmsglist',
      handle: (call) => getMsgList(ctx, call),
    },
    { method: 'POST', path: '/customservice/msgrecord/getrecord', handle: oldRecords },
    { method: 'POST', path: '/cgi-bin/customservice/getrecord', handle: oldRecords },
  ]
}

/**
 * A page from a cursor on. Everything that was committed is in exactly one page, also while messages come: a page ends
 * where nothing can appear any more before it.
 */
async function getMsgList(ctx: Ctx, { account, json: body }: Call): Promise<Answer> {
  if (body === null) return error(47001)
  const [from, to, msgid, number] = ['starttime', 'endtime', 'msgid', 'number'].map((name) =>
    wholeOf(body, name),
  )
  if (from === undefined || to === undefined || msgid === undefined || number === undefined)
    return error(65416)
  if (to < from || number > mostInPage) return error(65416)
  if (to - from > daySeconds) return error(65417)
  const after = msgid === 1 ? null : await store.cursorOf(ctx.pool, account.id, msgid)
  if (after === null && msgid !== 1) return error(65416)

  const rows = await read(ctx, account.id, {
    from,
    to,
    openid: null,
    lines: [],
    after,
    offset: 0,
    limit: number,
  })
  const last = rows.at(-1)
  const recordlist = rows.map((row) => ({
    openid: row.openid,
    opercode: row.direction === 'out' ? 2002 : 2003,
    text: wordsOf(row.asked ?? row.content),
    time: row.time,
    worker: row.worker,
  }))
  return json({
    recordlist,
    number: recordlist.length,
    msgid: last === undefined ? msgid : await store.insertCursor(ctx.pool, account.id, last),
  })
}

/** The older call: pages by their number, and the lines of the session between what was said. */
async function getRecord(ctx: Ctx, { account, json: body }: Call): Promise<Answer> {
  if (body === null) return error(47001)
  const [from, to, size, page] = ['starttime', 'endtime', 'pagesize', 'pageindex'].map((name) =>
    wholeOf(body, name),
  )
  if (from === undefined || to === undefined || size === undefined || page === undefined) return error(65416)
  if (to < from || size > mostInOldPage) return error(65416)
  if (to - from > daySeconds) return error(65417)
  const openid = textOf(body, 'openid') || null
  const offset = (page - 1) * size
  const rows = await read(ctx, account.id, {
    from,
    to,
    openid,
    lines: Object.keys(opercodeOf),
    after: null,
    offset,
    limit: size,
  })
  const recordlist = rows.map(oldRecordOf)
  return json({ retcode: 0, recordlist, errcode: 0, errmsg: 'ok' })
}

/** How long ago the records end that a program can read (ms). */
export async function recordsBehindMs({ pool }: Pick<Context, 'pool'>): Promise<number> {
  const { behindMs } = await store.settledUntil(pool)
  return Math.max(0, behindMs)
}

async function read(
  { pool, clock }: Ctx,
  accountId: AccountId,
  wanted: Omit<store.RecordsWanted, 'accountId' | 'until' | 'skewMs'>,
): Promise<store.DeskRecord[]> {
  const { until } = await store.settledUntil(pool)
  return store.recordsOf(pool, { ...wanted, accountId, until, skewMs: clock.skewMs })
}

/** More than any time in seconds, until the year 9999, that a calendar knows. */
const largest = 253_402_300_799

/** A whole number above zero, as a number or its digits. */
function wholeOf(body: Json, name: string): number | undefined {
  const value = Number(textOf(body, name))
  return Number.isInteger(value) && value > 0 && value <= largest ? value : undefined
}

/** Lines of our timeline in the numbers that 多客服 had for them. */
const opercodeOf: { readonly [kind: string]: number } = {
  handed_over: 1000,
  accepted: 1001,
  reopened: 1002,
  opened_by_api: 1002,
  transferred: 1003,
  closed: 1004,
  closed_by_api: 1004,
  timed_out: 1004,
  taken_over: 1005,
}

/** One record for a row. The line of a hand-over says what the fan had asked before it. */
function oldRecordOf({ openid, time, worker, direction, content, asked }: store.DeskRecord) {
  if (direction !== 'event')
    return { worker, openid, opercode: direction === 'out' ? 2002 : 2003, time, text: wordsOf(content) }
  const kind = content.type === 'timeline' ? content.line.kind : ''
  return { worker, openid, opercode: opercodeOf[kind] ?? 0, time, text: asked === null ? '' : wordsOf(asked) }
}

/** Words alone, as WeChat tells them: of a file only what kind it is. */
function wordsOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'link':
      return content.url === '' ? content.title : `${content.title} ${content.url}`
    case 'menu':
      return [content.head, ...content.items.map((item) => item.content), content.tail].join('\n')
    case 'location':
      return `[location] ${content.label}`
    case 'unknown':
      return `[${content.msgType}]`
    default:
      return `[${content.type}]`
  }
}
