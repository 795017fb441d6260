import type { Buffer } from 'node:buffer'
import { decodeEvent, type EventContent } from './events.ts'
import { type Fields, MAX_BODY_BYTES, numberOf, textOf } from './fields.ts'
import { readJson } from './json-reader.ts'
import { decodeMessage, type MessageContent } from './messages.ts'
import { type Refused, refused } from './problem.ts'
import { readXml } from './xml-reader.ts'

export type Format = 'xml' | 'json'

interface Envelope {
  /** The account's original id (gh_…). */
  toUserName: string
  /** The fan's openid; `mphelper` for mass-send results, '' where WeChat names nobody. */
  fromUserName: string
  /** Seconds. */
  createTime: number
  /** All nodes as they came, unknown ones too. */
  fields: Fields
}

export interface InboundMessage extends Envelope {
  kind: 'message'
  /** Exact digits (or, from cloud functions, any text); '' when WeChat sent none. */
  msgId: string
  /** Both only for messages written from an article. */
  msgDataId: string | null
  idx: number | null
  content: MessageContent
}

export interface InboundEvent extends Envelope {
  kind: 'event'
  /** As written; `content.type` is the known name. */
  event: string
  eventKey: string | null
  content: EventContent
}

/** What WeChat told us: a fan's message, or an event. */
export type Push = InboundMessage | InboundEvent

export type PushDecoded = { ok: true; format: Format; push: Push } | Refused
export type ClearRead = { ok: true; format: Format; fields: Fields } | Refused

/** Decodes a clear callback body, XML or JSON. Unknown types and nodes are kept. */
export function decodePush(clear: Buffer): PushDecoded {
  const read = readClear(clear)
  if (!read.ok) return read
  const push = pushOf(read.fields)
  return push === null ? refused('not_a_push') : { ok: true, format: read.format, push }
}

/** The nodes of a clear body; the first non-blank byte decides between XML and JSON (数据格式 is a switch of the console). */
export function readClear(clear: Buffer): ClearRead {
  const format = formatOf(clear)
  if (typeof format !== 'string') return format
  const text = clear.toString('utf8')
  const read = format === 'xml' ? readXml(text) : readJson(text)
  return read.ok ? { ok: true, format, fields: read.fields } : read
}

/** Which format a body claims, without parsing it. */
export function formatOf(body: Buffer): Format | Refused {
  if (body.length > MAX_BODY_BYTES) return refused('too_large')
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
  while (isBlank(body[at])) at++
  if (at >= body.length) return refused('empty')
  if (body[at] === 0x3c) return 'xml'
  return body[at] === 0x7b ? 'json' : refused('unknown_format')
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** An openid has 28 characters, a MsgId 17 digits; ids of other senders are longer, and none has a space. */
const ID = /^[!-~]{0,128}$/

function pushOf(fields: Fields): Push | null {
  const toUserName = textOf(fields, 'ToUserName')
  const msgType = textOf(fields, 'MsgType')
  const createTime = numberOf(fields, 'CreateTime')
  if (!toUserName || !msgType || createTime === null || !Number.isSafeInteger(createTime)) return null
  const fromUserName = textOf(fields, 'FromUserName') ?? ''
  const msgId = textOf(fields, 'MsgId') ?? ''
  if (!ID.test(fromUserName) || !ID.test(msgId)) return null
  if (msgType === 'event') {
    const event = textOf(fields, 'Event') ?? ''
    const eventKey = textOf(fields, 'EventKey')
    const content = decodeEvent(event, fields)
    return { kind: 'event', toUserName, fromUserName, createTime, event, eventKey, content, fields }
  }
  return {
    kind: 'message',
    toUserName,
    fromUserName,
    createTime,
    msgId,
    msgDataId: textOf(fields, 'MsgDataId'),
    idx: numberOf(fields, 'Idx'),
    content: decodeMessage(msgType, fields),
    fields,
  }
}
