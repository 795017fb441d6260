import { type AgentId, decide, type Reservation } from '@duokefu/engine'
import { putPassive } from './apply-inbound.ts'
import { carryOut } from './effects.ts'
import type { Outcome, PassiveAnswer } from './entries.ts'
import { addRecord, contextOf, type EntryOf, type Group, type ReceiptState, type Work } from './group.ts'
import { sendLate } from './late-reply.ts'

/** Commit B of a callback: the developer URL's answer, as receipt, record and hand-over. */
export function applyAnswer(entry: EntryOf<'answer'>, work: Work | null, group: Group): Outcome {
  const receipt = group.receipts.get(entry.key)
  // Another attempt took this one's place, or has answered: what it stored stands.
  if (receipt === undefined || !isWaitedFor(entry, receipt)) return { type: 'answered', answer: null }
  const { key, day, awaited = false } = entry
  const stored = entry.late === null ? entry.answer : receipt.answer
  group.writes.closedReceipts.push({ key, day, answer: stored, awaited })
  group.receipts.set(key, { ...receipt, leaseUntil: null, answer: stored, awaited })

  // A report of nobody's customer: there is no record to write, the answer passes all the same.
  if (work === null) return { type: 'answered', answer: null }
  const later = entry.late === null ? null : recordLate(entry, work, group)
  const answer = entry.late === null ? recordReply(entry, work, group) : null
  if (entry.handOver !== null) {
    const to = reservationOf(entry.handOver, group)
    const decision = decide(
      work.record.subject,
      { type: 'hand_over', by: 'developer', to },
      contextOf(work, group),
    )
    const wasNobodys = work.record.subject.conversation.state === 'none'
    carryOut(work, group, decision)
    if (wasNobodys && work.record.subject.conversation.state === 'waiting') noteWaiting(work)
  }
  return { type: 'answered', answer, ...(later === null ? {} : { later }) }
}

/** The receipt is this attempt's, and open; for what comes late: closed by this attempt, with a word that more may come. */
function isWaitedFor({ attemptId, late }: EntryOf<'answer'>, receipt: ReceiptState): boolean {
  return (
    receipt.attemptId === attemptId && (receipt.leaseUntil !== null || (late !== null && receipt.awaited))
  )
}

/** True when it is on its way, or was a hand-over, which costs nothing. */
function recordLate({ reply, late, handOver }: EntryOf<'answer'>, work: Work, group: Group): boolean {
  if (reply === null || late === null) return handOver !== null
  return sendLate(work, group, { ...reply, payload: late.payload })
}

function recordReply(entry: EntryOf<'answer'>, work: Work, group: Group): PassiveAnswer | null {
  if (entry.reply === null) return null
  const message = addRecord(work, group, { direction: 'out', ...entry.reply, delivery: 'sending' })
  if (entry.answer === null) return null
  putPassive(work, group, message, entry.answer)
  return { clear: entry.answer, seq: message.seq }
}

function reservationOf(
  handOver: NonNullable<EntryOf<'answer'>['handOver']>,
  group: Group,
): Reservation | null {
  if (handOver.kfAccount === null) return handOver.to
  for (const [id, agent] of group.agents) {
    if (agent.kfName === handOver.kfAccount) return { kind: 'agent', agent: id as AgentId }
  }
  return handOver.to
}

/** The message that the mall handed over is the one that waits for an answer. */
function noteWaiting(work: Work): void {
  const { record } = work
  if (record.unread > 0) return
  record.unread = 1
  record.unansweredSince = record.lastAt
}
