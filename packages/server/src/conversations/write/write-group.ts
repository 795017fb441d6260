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

/** Writes what a group decided, a statement per table, none where there is nothing. */
export async function writeGroup(client: ClientBase, group: Group): Promise<void> {
  const { writes } = group
  await writeConversations(client, group)
  if (writes.messages.length > 0) await insertMessages(client, group, writes.messages)
  if (writes.messageChanges.size > 0) await updateMessages(client, group, [...writes.messageChanges.values()])
  if (writes.receipts.length > 0) await insertReceipts(client, group)
  if (writes.takenOver.length > 0 || writes.closedReceipts.length > 0) await updateReceipts(client, group)
  if (writes.outboxNew.length > 0) await insertOutbox(client, group)
  if (writes.outboxStates.size > 0) await updateOutbox(client, group)
  if (writes.outboxGone.length > 0) await deleteOutbox(client, group)
  if (writes.commandIds.length > 0) await insertCommandIds(client, group)
  await writeSessions(client, group)
  await writeDeveloperEvents(client, group)
  await writeCustomers(client, group)
  if (writes.media.length > 0) await insertMedia(client, group)
  await writeAgents(client, group)
}
