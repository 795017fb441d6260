import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { MessageRecord } from '../conversations/records.ts'
import { foundInTime } from './in-time.ts'
import type { PeriodFilter } from './period-store.ts'
import { searchSpan } from './search-store.ts'

const hourMs = 60 * 60_000
const longestSpanMs = 31 * 24 * hourMs
const firstSpanMs = 24 * hourMs
/** A look goes on until it found so many, or took so long. */
const enough = 50
const patienceMs = 2_500
const quickMs = 200
const slowMs = 1_000

export interface WordsFound {
  readonly records: MessageRecord[]
  /** How far back it looked, in ms; null when all of the span was. */
  readonly lookedBackTo: number | null
}

/**
 * Looks through an account's records from the newest backwards, in spans of time that grow while they are quick. There is
 * no index of words: it would cost every message at the gateway. So a look is bounded, and says how far it came.
 */
export async function findWords(
  { pool, clock }: Pick<Context, 'pool' | 'clock'>,
  accountId: AccountId,
  q: string,
  filter: Pick<PeriodFilter, 'openids' | 'agent' | 'own'>,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<WordsFound> {
  const began = clock.now()
  const records: MessageRecord[] = []
  let spanMs = firstSpanMs
  let end = to
  while (end > from) {
    const begin = Math.max(from, end - spanMs)
    const span = { from: begin, to: end }
    const asked = clock.now()
    const found = await foundInTime(pool, (client) =>
      searchSpan(client, accountId, q, span, filter, enough + 1 - records.length),
    )
    if (found === null) {
      if (spanMs <= hourMs) return { records, lookedBackTo: end }
      spanMs = hourMs
      continue
    }
    records.push(...found)
    const last = records.at(-1)
    if (records.length > enough && last !== undefined) {
      // One more than enough: the next look begins with the last one's millisecond.
      const page = records.slice(0, enough)
      return { records: page, lookedBackTo: last.at + 1 }
    }
    end = begin
    const now = clock.now()
    if (now - began > patienceMs && end > from) return { records, lookedBackTo: end }
    if (now - asked < quickMs) spanMs = Math.min(longestSpanMs, spanMs * 2)
    if (now - asked > slowMs) spanMs = Math.max(hourMs, spanMs / 2)
  }
  return { records, lookedBackTo: null }
}
