import {
  type AgentId,
  type DecisionContext,
  type DeveloperAnswer,
  decide,
  type Reservation,
} from '@duokefu/engine'
import { carryOut } from './effects.ts'
import type { Outcome, PassiveAnswer } from './entries.ts'
import { askedOf, contextOf, type EntryOf, type Group, type ReceiptState, type Work } from './group.ts'
import { isSent } from './late-reply.ts'

type Answer = EntryOf<'answer'>

/** Commit B of a callback: the developer URL's answer, as receipt, record and hand-over, and what of ours waited for it. */
export function applyAnswer(given: Answer, work: Work | null, group: Group): Outcome {
  const entry = asSwitched(given, group)
  const receipt = group.receipts.get(entry.key)
  // Another attempt took this one's place, or has answered: what it stored stands.
  if (receipt === undefined || !isWaitedFor(entry, receipt)) return { type: 'answered', answer: null }
  // A report of nobody's customer: there is no record to write, the answer passes all the same.
  if (work === null) {
    closeReceipt(entry, receipt, group, entry.late === null ? entry.answer : receipt.answer)
    return { type: 'answered', answer: asItIs(entry) }
  }
  const { late, reply, handOver } = entry
  const decision = decide(work.record.subject, commandOf(entry, receipt, group), aboutOf(entry, work, group))
  const wasNobodys = handOver !== null && work.record.subject.conversation.state === 'none'
  const { passive } = carryOut(work, group, decision, {
    encodeAnswer: entry.encodeAnswer,
    ...(reply === null
      ? {}
      : { mall: { content: reply.content, clear: entry.answer, payload: late?.payload ?? null } }),
  })
  if (wasNobodys && work.record.subject.conversation.state !== 'none') noteHanded(work)
  closeReceipt(entry, receipt, group, late === null ? (passive?.clear ?? entry.answer) : receipt.answer)
  if (late === null) return { type: 'answered', answer: passive ?? asItIs(entry) }
  // Of what came late, a hand-over costs nothing.
  return {
    type: 'answered',
    answer: null,
    later: reply === null ? handOver !== null : isSent(decision.effects),
  }
}

/** With 多客服接口 off, or WeChat's own desk on, a hand-over is WeChat's: it gets the words as they are (L17). */
function asSwitched(entry: Answer, { account }: Group): Answer {
  const { handOver, late } = entry
  if (handOver === null || account.interfaceOn) return entry
  return { ...entry, handOver: null, answer: late === null ? handOver.clear : null }
}

/** An answer that is no message of the record. */
function asItIs({ answer }: Answer): PassiveAnswer | null {
  return answer === null ? null : { clear: answer, seq: null }
}

/** The receipt is this attempt's, and open; for what comes late: closed by this attempt, with a word that more may come. */
function isWaitedFor({ attemptId, late }: Answer, receipt: ReceiptState): boolean {
  return (
    receipt.attemptId === attemptId && (receipt.leaseUntil !== null || (late !== null && receipt.awaited))
  )
}

function closeReceipt(
  { key, day, awaited = false }: Answer,
  receipt: ReceiptState,
  group: Group,
  answer: string | null,
): void {
  group.writes.closedReceipts.push({ key, day, answer, awaited })
  group.receipts.set(key, { ...receipt, leaseUntil: null, answer, awaited, says: [] })
}

function commandOf(entry: Answer, receipt: ReceiptState, group: Group): DeveloperAnswer {
  const { late, reply, answer, handOver, answered = false } = entry
  const inTime = answer === null ? 'none' : 'passive'
  return {
    type: 'developer_answer',
    callback: entry.key,
    reply: reply === null ? 'none' : late === null ? inTime : 'late',
    handOver: handOver === null ? null : whom(handOver, group),
    open: late === null && answer === null && !answered,
    says: late === null ? receipt.says : [],
  }
}

/** A greeting that is decided here waits for the other callbacks alone. */
function aboutOf({ key }: Answer, work: Work, group: Group): DecisionContext {
  return contextOf(work, group, { asked: askedOf(work, group, key) })
}

/** The agent of that kf account, whether WeChat knows the binding or not; or the name, which is nobody's here. */
function whom(
  { to, kfAccount }: NonNullable<Answer['handOver']>,
  group: Group,
): { readonly to: Reservation | null; readonly unknownAgent: string | null } {
  if (kfAccount === null) return { to, unknownAgent: null }
  for (const [id, agent] of group.agents) {
    if (nameOf(id, agent.kfName, group) === kfAccount)
      return { to: { kind: 'agent', agent: id }, unknownAgent: null }
  }
  return { to: null, unknownAgent: kfAccount }
}

/** As kf_* events name an agent. */
function nameOf(id: AgentId, kfName: string | null, { account }: Group): string {
  return kfName ?? `${id}@${account.appid}`
}

/** The message that the mall handed over is the one that waits for an answer. */
function noteHanded(work: Work): void {
  const { record } = work
  if (record.unread > 0) return
  record.unread = 1
  record.unansweredSince = record.lastAt
}
