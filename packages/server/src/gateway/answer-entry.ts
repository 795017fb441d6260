import { randomUUID } from 'node:crypto'
import { type Callback, encodeReply, type PassiveReply, receiptKeyOf } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { AnswerEntry, InboundEntry, PassiveContent } from '../conversations/entries.ts'
import type { Said } from './forwarder.ts'
import { inboundOf, receiptDay } from './inbound.ts'
import { contentOfReply } from './mall-reply.ts'

/** What a callback is to the ledger (commit A). */
export function entryOf(
  account: Account,
  callback: Callback,
  { arrivedAt, developerDown }: { readonly arrivedAt: number; readonly developerDown: boolean },
): InboundEntry {
  const { push } = callback
  const sentAt = push.createTime * 1000
  return {
    type: 'inbound',
    accountId: account.id,
    openid: push.fromUserName,
    key: receiptKeyOf(push),
    day: receiptDay(sentAt, arrivedAt),
    attemptId: randomUUID(),
    sentAt,
    developerDown,
    ...inboundOf(push),
    encodeAnswer: (content) => encode(passiveReplyOf(content), callback, arrivedAt),
  }
}

/** A text of ours as the clear passive reply to this callback. */
export function encodeText(text: string, callback: Callback, arrivedAt: number): string {
  return encode({ type: 'text', content: text }, callback, arrivedAt)
}

function encode(reply: PassiveReply, { push, format }: Callback, arrivedAt: number): string {
  return encodeReply(
    reply,
    { toUser: push.fromUserName, fromUser: push.toUserName, createTime: Math.floor(arrivedAt / 1000) },
    format,
  )
}

/** A link is an article of its own; everything else has a type of its own too. */
function passiveReplyOf(content: PassiveContent): PassiveReply {
  switch (content.type) {
    case 'text':
      return { type: 'text', content: content.text }
    case 'link': {
      const { title, description, url, picUrl } = content
      return { type: 'news', articles: [{ title, description, url, picUrl: picUrl ?? '' }] }
    }
    case 'transfer':
      return { type: 'transfer_customer_service', kfAccount: content.kfAccount }
  }
}

/** What the developer URL said within its time, as commit B; `awaited`: it may still say something. */
export function answerEntryOf(entry: InboundEntry, said: Said | null, awaited = false): AnswerEntry {
  const target = { ...targetOf(entry), late: null, awaited }
  const reply = said?.ok ? said.reply : null
  // The mall has nothing to say: what waited for that may take its place (L15).
  if (!said?.ok || reply === null) return { ...target, answer: null, reply: null, handOver: null }
  if (reply.type === 'transfer_customer_service') {
    const handOver = { to: null, kfAccount: reply.kfAccount, clear: said.clear }
    return { ...target, answer: null, reply: null, handOver }
  }
  const content = contentOfReply(reply)
  return {
    ...target,
    answer: said.clear,
    reply: content === null ? null : { content },
    handOver: null,
  }
}

/** What it said after WeChat had its answer; null when nothing can be made of it. */
export function lateEntryOf(entry: InboundEntry, said: Said): AnswerEntry | null {
  if (!said.ok || said.reply === null) return null
  const target = { ...targetOf(entry), answer: null }
  const { reply, clear } = said
  if (reply.type === 'transfer_customer_service') {
    const handOver = { to: null, kfAccount: reply.kfAccount, clear }
    return { ...target, reply: null, handOver, late: { payload: payloadOf(clear) } }
  }
  const content = contentOfReply(reply)
  if (content === null) return null
  return {
    ...target,
    reply: { content },
    handOver: null,
    late: { payload: payloadOf(clear) },
  }
}

/** A clear passive reply as the outbox keeps it. */
export function payloadOf(clear: string): { type: 'passive'; clear: string; format: 'xml' | 'json' } {
  return { type: 'passive', clear, format: clear.trimStart().startsWith('{') ? 'json' : 'xml' }
}

/** Which callback an answer is of. */
export function targetOf({ accountId, openid, key, day, attemptId, encodeAnswer }: InboundEntry) {
  return { type: 'answer', accountId, openid, key, day, attemptId, encodeAnswer } as const
}
