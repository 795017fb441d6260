import type { ConversationRow, Message } from '@duokefu/contract'

/**
 * Whether looking at these records is to be told. Rows come at most four times a second: a record of the fan can be on
 * the screen before its row counts it, and whoever goes on to another customer meanwhile has seen it all the same.
 */
export function isUnread(
  { unread, last }: Pick<ConversationRow, 'unread' | 'last'>,
  messages: readonly Message[],
): boolean {
  const newest = messages.findLast(({ direction }) => direction === 'in')
  return unread > 0 || (newest !== undefined && newest.seq > (last?.seq ?? 0))
}
