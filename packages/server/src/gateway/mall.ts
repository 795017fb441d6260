import type { Callback } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'
import type { AnswerEntry, DeliveryResult, InboundEntry, Ledger } from '../conversations/entries.ts'
import { answerEntryOf, lateEntryOf } from './answer-entry.ts'
import type { Way } from './breakers.ts'
import { wasHeard } from './developer-fault.ts'
import type { Forwarder, Said } from './forwarder.ts'
import type { Limits } from './limits.ts'

/** The clear reply that every attempt of a callback gets, each encrypted anew; null = success. */
export interface Settled {
  readonly clear: string | null
  readonly seq: number | null
  /** Hears whether the reply of a callback that has no `seq` yet was written. */
  readonly onWritten?: (written: boolean) => void
}

export interface MallParts {
  readonly ledger: Ledger
  readonly forwarder: Forwarder
  readonly clock: Clock
  readonly limits: Limits
  /** Waits, in milliseconds. */
  readonly wait: (ms: number) => Promise<void>
  /** Work that outlives its request. */
  readonly keep: (work: Promise<unknown>) => void
  /** Hears what became of an answer that came too late for WeChat. */
  readonly onLate: (accountId: Account['id'], sent: boolean) => void
}

/** A callback on its way to the developer URL. */
export interface Errand {
  readonly account: Account
  readonly callback: Callback
  readonly entry: InboundEntry
  /** Something of ours may be said when the mall says nothing. */
  readonly waits: boolean
  readonly arrivedAt: number
  readonly way: Way
}

/** The merchant's own server: is asked, and what it says is committed (commit B), in time for WeChat or after. */
export interface Mall {
  ask(errand: Errand): Promise<Settled>
  /** Commits what it said after WeChat had its answer. */
  commitLate(account: Account, entry: InboundEntry, said: Said): Promise<void>
}

export function createMall(parts: MallParts): Mall {
  const { ledger, forwarder, clock, limits, wait, keep, onLate } = parts

  async function ask({ account, callback, entry, waits, arrivedAt, way }: Errand): Promise<Settled> {
    if (account.developer === null || way.isClosed) {
      way.unused()
      return closeReceipt(answerEntryOf(entry, null), arrivedAt)
    }
    const { clear, format, push } = callback
    const pushed = { clear, format, toUserName: push.toUserName, openid: push.fromUserName }
    const said = await forwarder.forward(account, pushed, arrivedAt + limits.forwardMs, { waitsLonger: true })
    way.heard(said.ok || wasHeard(said.fault))
    const { late } = said
    const closing = answerEntryOf(entry, said, late !== null)
    const settled = isSilent(closing) && !waits ? closeSoon(closing) : closeReceipt(closing, arrivedAt)
    if (late !== null) keep(late.then((answer) => commitLate(account, entry, answer)))
    return settled
  }

  /** The message is stored and success is its answer: WeChat needs not wait until that is noted. */
  async function closeSoon(closing: AnswerEntry): Promise<Settled> {
    keep(ledger.submitSoon({ ...closing, answered: true }, clock.now() + limits.answerStoreMs))
    return { clear: null, seq: null }
  }

  async function closeReceipt(closing: AnswerEntry, arrivedAt: number): Promise<Settled> {
    const outcome = ledger.submit(closing, clock.now() + limits.answerStoreMs)
    const inTime = await Promise.race([
      outcome.then(() => true),
      wait(arrivedAt + limits.answerMs - clock.now()).then(() => false),
    ])
    if (!inTime) {
      // WeChat hears success now; what is stored later goes out through the outbox.
      keep(
        outcome.then((late) =>
          late.type === 'answered' && late.answer?.seq != null ? sendLater(closing, late.answer.seq) : null,
        ),
      )
      return { clear: null, seq: null }
    }
    const done = await outcome
    if (done.type !== 'answered') return { clear: null, seq: null }
    return { clear: done.answer?.clear ?? closing.answer, seq: done.answer?.seq ?? null }
  }

  /** WeChat has heard success meanwhile, and so does every repeat of it: the answer comes once, from here. */
  async function commitLate(account: Account, entry: InboundEntry, said: Said): Promise<void> {
    const late = lateEntryOf(entry, said)
    if (late === null) {
      if (said.ok && said.reply !== null) onLate(account.id, false)
      return
    }
    const outcome = await ledger.submit(late, clock.now() + limits.answerStoreMs)
    onLate(account.id, outcome.type === 'answered' && outcome.later === true)
  }

  function sendLater({ accountId, openid }: AnswerEntry, seq: number): Promise<unknown> {
    const result: DeliveryResult = {
      state: 'again',
      at: clock.now(),
      errcode: null,
      errmsg: 'too late for the answer',
    }
    return ledger.submit({ type: 'delivered', accountId, openid, seq, result })
  }

  return { ask, commitLate }
}

function isSilent({ answer, reply, handOver }: AnswerEntry): boolean {
  return answer === null && reply === null && handOver === null
}
