import type { MessagesAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { firstSeqEver, type PageEnd, recordNear, recordsAfter, recordsBefore } from './page-store.ts'
import { presentMessage } from './present.ts'
import type { MessageRecord } from './records.ts'
import { conversationFor } from './service.ts'

type Ctx = Pick<Context, 'pool'>

/** Later than any record: where the newest page ends. */
const endOfTime = { seq: Number.MAX_SAFE_INTEGER, at: Date.UTC(9999, 0) }

/**
 * The newest page of a customer's records, or the one before a place. The row is read first, here and below: whatever
 * is committed between both reads is in the page already and comes once more as a frame, which changes nothing.
 */
export async function messagePage(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
  page: { readonly before: PageEnd | null; readonly limit: number },
): Promise<MessagesAnswer> {
  const { version, lastAt } = await conversationFor({ pool }, accountId, openid)
  // Of somebody whose records were all imported the ledger knows no last time.
  const end = page.before ?? { ...endOfTime, at: lastAt ?? endOfTime.at }
  const found = await recordsBefore(pool, accountId, openid, end, page.limit + 1)
  const older = olderPart(found, page.limit)
  return {
    version,
    messages: older.records.map(presentMessage),
    before: older.before,
    after: page.before === null ? null : cursorOf(older.records.at(-1)),
    olderDeleted: await isOlderDeleted({ pool }, accountId, openid, older),
  }
}

/** The page after a place. */
export async function messagesAfter(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
  page: { readonly after: PageEnd; readonly limit: number },
): Promise<MessagesAnswer> {
  const { version } = await conversationFor({ pool }, accountId, openid)
  const newer = newerPart(await recordsAfter(pool, accountId, openid, page.after, page.limit + 1), page.limit)
  return {
    version,
    messages: newer.records.map(presentMessage),
    before: cursorOf(newer.records[0]),
    after: newer.after,
    olderDeleted: false,
  }
}

/** Half a page on either side of a record, itself in the earlier half; the nearest one where it is gone. */
export async function messagesAround(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
  page: { readonly seq: number; readonly limit: number },
): Promise<MessagesAnswer> {
  const { version } = await conversationFor({ pool }, accountId, openid)
  const middle = await recordNear(pool, accountId, openid, page.seq)
  if (middle === null) return { version, messages: [], before: null, after: null, olderDeleted: false }
  const half = Math.ceil(page.limit / 2)
  const [before, after] = await Promise.all([
    recordsBefore(pool, accountId, openid, { ...middle, seq: middle.seq + 1 }, half + 1),
    recordsAfter(pool, accountId, openid, middle, half + 1),
  ])
  const older = olderPart(before, half)
  const newer = newerPart(after, half)
  return {
    version,
    messages: [...older.records, ...newer.records].map(presentMessage),
    before: older.before,
    after: newer.after,
    olderDeleted: await isOlderDeleted({ pool }, accountId, openid, older),
  }
}

interface OlderPart {
  readonly records: readonly MessageRecord[]
  readonly before: string | null
}

/** One more than a page was asked for, so that it is known whether there are more. */
function olderPart(newestFirst: readonly MessageRecord[], limit: number): OlderPart {
  const records = newestFirst.slice(0, limit).reverse()
  return { records, before: newestFirst.length > limit ? cursorOf(records[0]) : null }
}

function newerPart(oldestFirst: readonly MessageRecord[], limit: number) {
  const records = oldestFirst.slice(0, limit)
  return { records, after: oldestFirst.length > limit ? cursorOf(records.at(-1)) : null }
}

function cursorOf(record: MessageRecord | undefined): string | null {
  return record === undefined ? null : `${record.seq}.${record.at}`
}

/** At the beginning of what there is: whether records stood before it. */
async function isOlderDeleted(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
  { records, before }: OlderPart,
): Promise<boolean> {
  if (before !== null) return false
  const first = await firstSeqEver(pool, accountId, openid)
  const oldest = records[0]
  if (oldest !== undefined) return oldest.seq > first
  const { nextSeq } = await conversationFor({ pool }, accountId, openid)
  return nextSeq > first
}
