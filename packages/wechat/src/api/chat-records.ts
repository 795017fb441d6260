import type { ApiResult } from './errors.ts'
import { callJson, type Transport } from './transport.ts'

/** The most records that one answer gives, and the longest period that one query may cover (65417). */
export const chatRecordsPerPage = 10_000
export const chatRecordsPeriodSeconds = 24 * 60 * 60

/** What was said at WeChat's own desk. Of pictures and voices only a word is told: `[image]`, `[voice]`, `[video]`. */
export interface ChatRecord {
  openid: string
  /** 2002 the agent sent, 2003 the agent received; others are events of the older generation. */
  opercode: number
  text: string
  /** Seconds since 1970. */
  time: number
  /** The kf account. */
  worker: string
}

export interface ChatRecordsPage {
  records: ChatRecord[]
  /** Where the next page begins. */
  nextMsgId: number
  /** WeChat's own count: fewer than asked for = the last page. */
  count: number
}

export interface ChatRecordsQuery {
  /** Both included, in seconds since 1970. */
  from: number
  to: number
  /** 1 at first, then the `nextMsgId` of the page before. */
  msgId: number
  number: number
}

/** One page of getmsglist, oldest first. The page's table says "no body", its example sends one: so do we. */
export async function chatRecords(
  transport: Transport,
  accessToken: string,
  query: ChatRecordsQuery,
): Promise<ApiResult<ChatRecordsPage>> {
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/customservice/msgrecord/getmsglist',
    query: { access_token: accessToken },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      starttime: query.from,
      endtime: query.to,
      msgid: query.msgId,
      number: query.number,
    }),
    repeatable: true,
  })
  if (!answer.ok) return answer
  const { recordlist, number, msgid } = answer.value
  const list: unknown[] = Array.isArray(recordlist) ? recordlist : []
  const records = list.flatMap((one) => chatRecordOf(one) ?? [])
  return {
    ok: true,
    value: {
      records,
      nextMsgId: typeof msgid === 'number' ? msgid : query.msgId,
      count: typeof number === 'number' ? number : list.length,
    },
  }
}

function chatRecordOf(json: unknown): ChatRecord | null {
  if (typeof json !== 'object' || json === null) return null
  const { openid, opercode, text, time, worker } = json as Record<string, unknown>
  if (typeof openid !== 'string' || openid === '' || !Number.isInteger(Number(time))) return null
  return {
    openid,
    opercode: Number(opercode),
    text: typeof text === 'string' ? text : '',
    time: Number(time),
    worker: typeof worker === 'string' ? worker : '',
  }
}
