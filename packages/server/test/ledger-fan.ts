import type { AnswerEntry, InboundEntry, Outcome } from '../src/conversations/entries.ts'
import { fanText, type LedgerHarness, mallAnswer } from './ledger-harness.ts'

interface Out {
  readonly origin: string
  readonly purpose: string | null
  readonly text: string
  readonly delivery: string
  readonly passive: boolean
}

/** One fan of the harness's account: what they do, and what is stored of it. */
export interface LedgerFan {
  readonly openid: string
  /** A text with a fresh MsgId, to be submitted. */
  says(text: string): InboundEntry
  follows(part?: Partial<InboundEntry>): InboundEntry
  /** Submits both commits of a callback; the developer URL says this text, or nothing, or what `part` says. */
  through(
    entry: InboundEntry,
    text: string | null,
    part?: Partial<AnswerEntry>,
  ): Promise<{ readonly taken: Outcome; readonly answered: Outcome }>
  /** What the fan gets, in order, and by which way. */
  out(): Promise<Out[]>
  /** The kinds of the timeline's lines, in order. */
  lines(): Promise<string[]>
  /** What is left of WeChat's allowance, and what is on its way of it; undefined for a stranger. */
  quota(): Promise<{ readonly left: number; readonly flight: number } | undefined>
}

export function fanOf(h: LedgerHarness, openid: string): LedgerFan {
  return {
    openid,
    says: (text) => fanText(h.accountId, openid, text),
    follows: (part = {}) =>
      fanText(h.accountId, openid, '', {
        act: { kind: 'event', type: 'subscribe', text: null, key: null },
        content: { type: 'fan_event', event: 'subscribe', key: null },
        ...part,
      }),
    async through(entry, text, part = {}) {
      const taken = await h.ledger.submit(entry)
      return { taken, answered: await h.ledger.submit(mallAnswer(entry, text, part)) }
    },
    out: () =>
      h.rows<Out>(
        `select m.origin, m.purpose, m.content->>'text' as text, m.delivery, coalesce(o.passive, false) as passive
         from message m left join outbox o on o.openid = m.openid and o.seq = m.seq
         where m.openid = $1 and m.direction = 'out' order by m.seq`,
        [openid],
      ),
    async lines() {
      const found = await h.rows<{ kind: string }>(
        `select content->'line'->>'kind' as kind from message
         where openid = $1 and content->>'type' = 'timeline' order by seq`,
        [openid],
      )
      return found.map(({ kind }) => kind)
    },
    async quota() {
      const [found] = await h.rows<{ left: number; flight: number }>(
        'select quota_left as left, in_flight as flight from conversation where openid = $1',
        [openid],
      )
      return found
    },
  }
}
