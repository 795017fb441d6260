import type { ClientBase } from 'pg'
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

/**
 * Writes what a group decided, a statement per table, none where there is nothing. All of them are sent at once, in this
 * order; of a table that has two, the second waits for the first.
 */
export function writeGroup(client: ClientBase, group: Group): Promise<void>[] {
  const { writes } = group
  const sent = [writeConversations(client, group)]
  if (writes.messages.length > 0) sent.push(insertMessages(client, group, writes.messages))
  if (writes.messageChanges.size > 0)
    sent.push(updateMessages(client, group, [...writes.messageChanges.values()]))
  if (writes.receipts.length > 0) sent.push(insertReceipts(client, group))
  if (writes.takenOver.length > 0 || writes.closedReceipts.length > 0)
    sent.push(updateReceipts(client, group))
  if (writes.outboxNew.length > 0) sent.push(insertOutbox(client, group))
  if (writes.outboxStates.size > 0) sent.push(updateOutbox(client, group))
  if (writes.outboxGone.length > 0) sent.push(deleteOutbox(client, group))
  if (writes.commandIds.length > 0) sent.push(insertCommandIds(client, group))
  sent.push(writeSessions(client, group), writeDeveloperEvents(client, group), writeCustomers(client, group))
  if (writes.media.length > 0) sent.push(insertMedia(client, group))
  sent.push(writeAgents(client, group))
  return sent
}
