import { type AgentId, decide } from '@duokefu/engine'
import { carryOut } from './effects.ts'
import type { Outcome } from './entries.ts'
import { addRecord, contextOf, type EntryOf, type Group, type Work } from './group.ts'
import { once } from './once.ts'
import { putInOutbox } from './outgoing.ts'
import type { MessageRecord } from './records.ts'

/** A program's command, through the WeChat-compatible API. */
export function applyApi(entry: EntryOf<'api'>, work: Work, group: Group): Outcome {
  return once(entry, work, group, () => {
    const decision = decide(work.record.subject, entry.command, contextOf(work, group))
    carryOut(work, group, decision)
    if (!decision.ok) return { type: 'refused', refusal: decision.refusal, conversation: work.record }
    const send = decision.effects.find((effect) => effect.type === 'queue_api_reply')
    const message = send === undefined ? null : queueMessage(entry, work, group, send.agent)
    return { type: 'done', conversation: work.record, message }
  })
}

function queueMessage(
  { message: given, commandId }: EntryOf<'api'>,
  work: Work,
  group: Group,
  agent: AgentId | null,
): MessageRecord | null {
  if (given === null) return null
  const message = addRecord(work, group, {
    direction: 'out',
    origin: 'api',
    agentId: agent,
    content: given.content,
    clientId: commandId,
    delivery: 'sending',
  })
  const { openid, seq, at } = message
  // New in this group: a fan of earlier days, whom a program knows and we don't.
  if (work.since === 0) group.writes.customers.push({ openid, at })
  for (const file of given.files)
    group.writes.media.push({ key: file.key, source: file.source, openid, seq, at })
  const kfAccount = agent === null ? null : (group.agents.get(agent)?.kfAccount ?? null)
  putInOutbox(work, group, message, given.payload, kfAccount)
  return message
}
