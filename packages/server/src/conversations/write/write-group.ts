import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { writeAgents } from './agents.ts'
import { insertCommandIds } from './command-ids.ts'
import { writeConversations } from './conversations.ts'
import { writeCustomers } from './customers.ts'
import { writeDeveloperEvents } from './developer-events.ts'
import { insertMedia } from './media.ts'
import { insertMessages, updateMessages } from './messages.ts'
import { deleteOutbox, insertOutbox, updateOutbox } from './outbox.ts'
import { insertReceipts, updateReceipts } from './receipts.ts'
import { writeSessions } from './sessions.ts'

/** What a group decided, as the statements that write it: one or two for a table, none where there is nothing. */
export function* writeGroup(group: Group): Generator<Statement> {
  const { writes } = group
  yield* writeConversations(group)
  if (writes.messages.length > 0) yield insertMessages(group, writes.messages)
  if (writes.messageChanges.size > 0) yield updateMessages(group, [...writes.messageChanges.values()])
  if (writes.receipts.length > 0) yield insertReceipts(group)
  yield* updateReceipts(group)
  if (writes.outboxNew.length > 0) yield insertOutbox(group)
  if (writes.outboxStates.size > 0) yield updateOutbox(group)
  if (writes.outboxGone.length > 0) yield deleteOutbox(group)
  if (writes.commandIds.length > 0) yield insertCommandIds(group)
  yield* writeSessions(group)
  yield* writeDeveloperEvents(group)
  yield* writeCustomers(group)
  if (writes.media.length > 0) yield insertMedia(group)
  yield* writeAgents(group)
}
