import type { Callback } from '@duokefu/wechat'
import type { Logger } from 'pino'
import type { Account } from '../../accounts/account.ts'
import type { Clock } from '../../clock.ts'
import {
  type AnswerEntry,
  type InboundEntry,
  type Ledger,
  type Outcome,
  StorageUnavailableError,
} from '../../conversations/entries.ts'
import { answerEntryOf, lateEntryOf } from '../answer-entry.ts'
import { wasHeard } from '../developer-fault.ts'
import type { Forwarder, Said } from '../forwarder.ts'
import type { Limits } from '../limits.ts'
import type { Errand, Mall, Settled } from '../mall.ts'
import type { DeskOnly } from './desk-only.ts'
import type { Kept, Spool } from './spool.ts'
import type { Told } from './spool-record.ts'
import { isStorageFault } from './storage-fault.ts'

/** A callback's way round a database that is away: kept on disk, forwarded, answered; replayed later (`replay.ts`). */
export interface Detour {
  /** Commit A. A callback that the database does not take in time is kept in the spool instead. */
  commit(errand: Callbacked): Promise<Outcome | Spooled>
  /** What WeChat heard of a callback that still lies in the spool: repeats hear it too. */
  heard(account: Account, key: string): Settled | null
}

export interface Spooled {
  readonly type: 'spooled'
  /** Asks the developer URL, unless the fan was the desk's alone; what WeChat hears. */
  readonly ask: () => Promise<Settled>
}

type Callbacked = Omit<Errand, 'waits'>

export interface DetourParts {
  readonly spool: Spool
  readonly ledger: Ledger
  readonly forwarder: Forwarder
  readonly mall: Pick<Mall, 'commitLate'>
  readonly deskOnly: DeskOnly
  readonly isStorageAway: () => boolean
  readonly clock: Clock
  readonly log: Logger
  readonly limits: Limits
  readonly wait: (ms: number) => Promise<void>
  /** Work that outlives its request. */
  readonly keep: (work: Promise<unknown>) => void
}

const success: Settled = { clear: null, seq: null }

export function createDetour(parts: DetourParts): Detour {
  const { spool, ledger, forwarder, mall, deskOnly, clock, log, limits, wait, keep } = parts

  let isFailing = false

  /** Said once, and not with each callback: the disk that fails may be the log's too. */
  function failed(error: unknown): void {
    if (!isFailing) log.error({ err: error }, 'the spool takes nothing: callbacks are not answered')
    isFailing = true
  }

  function worked(): void {
    if (isFailing) log.info('the spool takes callbacks again')
    isFailing = false
  }

  async function commit(errand: Callbacked): Promise<Outcome | Spooled> {
    const { entry, arrivedAt } = errand
    const until = arrivedAt + limits.spoolMs
    // Behind what was spooled of the same fan; and not held at all while storage is known to be away.
    const turn = parts.isStorageAway() ? false : spool.turn(entry.accountId, entry.openid, until)
    if (turn === true || (await turn)) {
      try {
        return await ledger.submit(entry, until)
      } catch (error) {
        if (!isStorageFault(error)) throw error
      }
    }
    return (await spooled(errand)) ?? lastTry(entry, arrivedAt + limits.storeMs)
  }

  /** null: there is no room, or the disk fails. */
  async function spooled(errand: Callbacked): Promise<Spooled | null> {
    const { account, callback, entry, arrivedAt, way } = errand
    const { accountId, attemptId } = entry
    const spared = account.developer !== null && way.isClosed && !isDeskOnly(account, callback)
    try {
      const kept = await spool.keep({ accountId, attemptId, arrivedAt, spared, callback })
      worked()
      return { type: 'spooled', ask: () => ask(errand, kept) }
    } catch (error) {
      failed(error)
      return null
    }
  }

  /** As without a spool: held until WeChat is about to give up, then closed without an answer (L7). */
  async function lastTry(entry: InboundEntry, deadline: number): Promise<Outcome> {
    if (!(await spool.turn(entry.accountId, entry.openid, deadline)))
      throw new StorageUnavailableError('what the fan said before waits in the spool')
    return ledger.submit(entry, deadline)
  }

  function isDeskOnly({ id, interfaceOn }: Account, { push }: Callback): boolean {
    return interfaceOn && push.kind === 'message' && deskOnly.has(id, push.fromUserName, clock.now())
  }

  async function ask(errand: Callbacked, kept: Kept): Promise<Settled> {
    const { account, callback, way } = errand
    if (account.developer === null || way.isClosed || isDeskOnly(account, callback)) {
      way.unused()
      kept.isSettled = true
      return success
    }
    try {
      return await forward(errand, kept)
    } catch (error) {
      kept.isSettled = true
      throw error
    }
  }

  async function forward(errand: Callbacked, kept: Kept): Promise<Settled> {
    const { account, callback, entry, arrivedAt, way } = errand
    const { clear, format, push } = callback
    const pushed = { clear, format, toUserName: push.toUserName, openid: push.fromUserName }
    const said = await forwarder.forward(account, pushed, arrivedAt + limits.forwardMs, { waitsLonger: true })
    way.heard(said.ok || wasHeard(said.fault))
    const { late } = said
    const told = toldOf(answerEntryOf(entry, said, late !== null))
    const stored = tell(kept, told)
    const settle = () => {
      kept.isSettled = true
    }
    if (late !== null) keep(Promise.all([late, stored]).then(([answer]) => tellLate(errand, kept, answer)))
    if (told.answer === null) {
      keep(stored.then(settle))
      return success
    }
    const inTime = await Promise.race([
      stored,
      wait(arrivedAt + limits.answerMs - clock.now()).then(() => false),
    ])
    if (!inTime) {
      // Not on disk: it goes out as a message when it is.
      kept.answered = 'unsent'
      kept.answer = null
      keep(stored.then(settle))
      return success
    }
    return {
      clear: told.answer,
      seq: null,
      onWritten(written) {
        kept.answered = written ? 'written' : 'lost'
        settle()
      },
    }
  }

  /** False when the disk did not take it: then it lives as long as this process. */
  async function tell(kept: Kept, told: Told): Promise<boolean> {
    try {
      return await spool.tell(kept, told)
    } catch (error) {
      failed(error)
      spool.tellInMemory(kept, told)
      return false
    }
  }

  async function tellLate({ account, entry }: Callbacked, kept: Kept, said: Said): Promise<void> {
    const late = lateEntryOf(entry, said)
    const isSpooled = late !== null && (await spool.tell(kept, toldOf(late)).catch(() => false))
    if (!isSpooled) await mall.commitLate(account, entry, said)
  }

  return {
    commit,
    heard(account, key) {
      const kept = spool.find(account.id, key)
      return kept === null ? null : { clear: kept.answer, seq: null }
    },
  }
}

function toldOf({ answer, reply, handOver, late, awaited = false }: AnswerEntry): Told {
  return { answer, reply, handOver, late, awaited }
}
