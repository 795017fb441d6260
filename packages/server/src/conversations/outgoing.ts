import type { Content } from '@duokefu/contract'
import type { AgentId, Effect } from '@duokefu/engine'
import type { PassiveAnswer, PassiveContent, Payload } from './entries.ts'
import { addRecord, changeRecord, type Group, sessionOf, type Work } from './group.ts'
import { unsentPart } from './late-reply.ts'
import type { MessageRecord } from './records.ts'

/** What `queue_reply` puts into the outbox: the reply that the decided command brought. */
export interface ReplyToQueue {
  readonly agentId: AgentId
  readonly content: Content
  readonly payload: Payload
  readonly clientId: string | null
}

/** What the developer URL said to a callback. */
export interface MallReply {
  readonly content: Content
  /** As WeChat's answer; null when it came too late for that. */
  readonly clear: string | null
  /** As a message of its own; null when it came in time. */
  readonly payload: Payload | null
}

/** How long a reply that leaves in an HTTP answer may stay unsettled before it counts as uncertain (L15). */
export const passiveLeaseMs = 10_000

/** An agent's reply: to the outbox, held or not. */
export function queueReply(work: Work, group: Group, reply: ReplyToQueue, held: boolean): MessageRecord {
  const { record } = work
  const session = sessionOf(record.subject)
  const message = addRecord(work, group, {
    direction: 'out',
    origin: 'agent',
    agentId: reply.agentId,
    content: reply.content,
    clientId: reply.clientId,
    delivery: held ? 'held' : 'sending',
  })
  record.unansweredSince = null
  putInOutbox(work, group, message, reply.payload, group.agents.get(reply.agentId)?.kfAccount ?? null)
  if (session !== null) {
    const replies = group.writes.sessionReplies.get(session) ?? { count: 0, at: message.at }
    replies.count += 1
    group.writes.sessionReplies.set(session, replies)
  }
  return message
}

/** The developer URL's reply: in WeChat's answer, as a message of its own, or in the record alone. */
export function recordMallReply(
  work: Work,
  group: Group,
  { content, clear, payload }: MallReply,
  { how, why }: Extract<Effect, { type: 'developer_reply' }>,
): PassiveAnswer | null {
  const record = { direction: 'out', origin: 'mall', content } as const
  if (how === 'unsent') {
    const message = addRecord(work, group, { ...record, delivery: 'failed' })
    changeRecord(work, group, message, unsentPart(why))
    return null
  }
  const message = addRecord(work, group, { ...record, delivery: 'sending' })
  if (how === 'passive' && clear !== null) return putPassive(group, message, clear)
  if (payload !== null) putInOutbox(work, group, message, payload, null)
  return null
}

export interface Saying extends Pick<Extract<Effect, { type: 'auto_reply' }>, 'say'> {
  readonly how: 'passive' | 'outbox'
  /** null: there is no callback to answer. */
  readonly encodeAnswer: ((content: PassiveContent) => string) | null
}

/** A text or material of ours: in WeChat's answer, which costs nothing, or as a message of its own. */
export function say(
  work: Work,
  group: Group,
  { say: said, how, encodeAnswer }: Saying,
): PassiveAnswer | null {
  const { reply, purpose, agent } = said
  const message = addRecord(work, group, {
    direction: 'out',
    origin: 'auto',
    purpose,
    agentId: agent,
    content: contentOf(reply, group),
    delivery: 'sending',
  })
  if (how === 'passive' && encodeAnswer !== null && (reply.type === 'text' || reply.type === 'link'))
    return putPassive(group, message, encodeAnswer(reply))
  const kfAccount = agent === null ? null : (group.agents.get(agent)?.kfAccount ?? null)
  putInOutbox(work, group, message, reply, kfAccount)
  return null
}

function contentOf(reply: Saying['say']['reply'], { files }: Group): Content {
  const file = (key: string) =>
    files.get(key) ?? { key, state: 'ready' as const, mime: null, bytes: null, width: null, height: null }
  switch (reply.type) {
    case 'text':
      return { type: 'text', text: reply.text, menuId: null }
    case 'image':
      return { type: 'image', media: file(reply.mediaKey) }
    case 'voice': {
      const media = file(reply.mediaKey)
      return { type: 'voice', media, format: media.mime === 'audio/amr' ? 'amr' : 'mp3', recognition: null }
    }
    case 'video':
      return {
        type: 'video',
        media: file(reply.mediaKey),
        thumb: reply.thumbKey === null ? null : file(reply.thumbKey),
      }
    case 'link':
      return reply
  }
}

/** A reply that leaves in the answer to WeChat's request: it blocks later ones until that was written (L15). */
function putPassive(group: Group, message: MessageRecord, clear: string): PassiveAnswer {
  group.writes.outboxNew.push({
    openid: message.openid,
    seq: message.seq,
    at: message.at,
    state: 'sending',
    passive: true,
    payload: { type: 'passive', clear, format: clear.trimStart().startsWith('{') ? 'json' : 'xml' },
    kfAccount: null,
    leaseUntil: group.at + passiveLeaseMs,
    expiresAt: null,
  })
  return { clear, seq: message.seq }
}

/** Writes the outbox row of an outgoing record, as held when the record says so. */
export function putInOutbox(
  work: Work,
  group: Group,
  message: MessageRecord,
  payload: Payload,
  kfAccount: string | null,
): void {
  const held = message.delivery === 'held'
  const expiresAt = held ? message.at + group.account.settings.heldLimitMs : null
  group.writes.outboxNew.push({
    openid: message.openid,
    seq: message.seq,
    at: message.at,
    state: held ? 'held' : 'pending',
    passive: false,
    payload,
    kfAccount,
    leaseUntil: null,
    expiresAt,
  })
  group.outbox.get(work.record.openid)?.push({
    seq: message.seq,
    at: message.at,
    passive: false,
    counted: true,
    attempts: 0,
    expiresAt,
    state: held ? 'held' : 'pending',
  })
}
