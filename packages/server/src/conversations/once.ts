import type { Outcome } from './entries.ts'
import { findRecord, type Group, type Work } from './group.ts'

/** Carries a command out under its id: the same id again hears the first outcome, and changes nothing. */
export function once(
  { commandId: id, openid }: { readonly commandId: string; readonly openid: string },
  work: Work,
  group: Group,
  carryOut: () => Outcome,
): Outcome {
  const known = group.outcomes.get(id)
  if (known !== undefined) {
    if (known.refusal !== null) return { type: 'refused', refusal: known.refusal, conversation: work.record }
    const message = known.seq === null ? null : findRecord(work, group, known.seq)
    return { type: 'done', conversation: work.record, message }
  }
  const outcome = carryOut()
  const stored = {
    refusal: outcome.type === 'refused' ? outcome.refusal : null,
    seq: outcome.type === 'done' ? (outcome.message?.seq ?? null) : null,
  }
  group.writes.commandIds.push({ id, openid, outcome: stored })
  group.outcomes.set(id, stored)
  return outcome
}
