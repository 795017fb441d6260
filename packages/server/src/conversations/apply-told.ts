import type { Outcome } from './entries.ts'
import { type EntryOf, type Group, nothing, type Work } from './group.ts'
import { sendLate } from './late-reply.ts'

/** An answer of the developer URL to a kf_* event: settles the event and sends the reply, once (L5). */
export function applyTold(entry: EntryOf<'told'>, work: Work | null, group: Group): Outcome {
  if (!group.untold.delete(entry.eventId)) return nothing
  group.writes.developerEventsTold.push(entry.eventId)
  if (work === null) return nothing
  sendLate(work, group, entry.reply)
  return nothing
}
