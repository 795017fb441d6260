import {
  type Callback,
  type CallbackDecoded,
  type CallbackQuery,
  decodeCallback,
  type Push,
  receiptKeyOf,
} from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Clock } from '../clock.ts'
import {
  type DeliveryResult,
  type InboundEntry,
  type Ledger,
  StorageUnavailableError,
} from '../conversations/entries.ts'
import type { LoginScans } from '../login/scan.ts'
import { ticketOfScene } from '../login/scene.ts'
import { encodeText, entryOf } from './answer-entry.ts'
import { type Breakers, createBreakers } from './breakers.ts'
import type { Forwarder } from './forwarder.ts'
import { type Limits, limits as ourLimits } from './limits.ts'
import { createMall, type Settled } from './mall.ts'
import { type CallbackAnswer, responseOf } from './response.ts'
import type { Sighting } from './sightings.ts'
import { createDetour, type DetourParts } from './spool/detour.ts'
import { createReplay } from './spool/replay.ts'
import { isStorageFault } from './spool/storage-fault.ts'

export interface CallbackRequest {
  readonly appid: string
  readonly query: CallbackQuery
  readonly body: Buffer
}

export interface Gateway {
  receive(request: CallbackRequest): Promise<CallbackAnswer>
  /** Answers WeChat's check of the URL: the echostr, or null when the signature is wrong. */
  verify(appid: string, query: CallbackQuery, check: (token: string) => boolean): Promise<string | null>
  /** Resolves when no callback is under way, every passive reply is settled and no late answer is waited for. */
  idle(): Promise<void>
  /** Lets go of late answers, and waits for the rest. */
  stop(): Promise<void>
}

export interface GatewayParts {
  readonly accounts: Accounts
  readonly ledger: Ledger
  readonly forwarder: Forwarder
  readonly clock: Clock
  /** Hears of everybody at the door; on the callback's path. */
  readonly onSeen: (accountId: Account['id'], sighting: Sighting) => void
  /** Hears of answers that came too late, and of messages that the developer URL was spared. */
  readonly onMissed?: (accountId: Account['id'], what: 'late_sent' | 'late_not_sent' | 'spared') => void
  readonly breakers?: Breakers
  /** Takes scans of the desk's own login QRs; without it they are a fan's like any other. */
  readonly loginScans?: LoginScans
  /** Waits, in milliseconds; injected so that tests need not. */
  readonly wait: (ms: number) => Promise<void>
  readonly limits?: Limits
  /** Where callbacks go while storage is away; without it they are held, and then hung up. */
  readonly spooling?: Pick<DetourParts, 'spool' | 'deskOnly' | 'isStorageAway' | 'log'>
}

const pollMs = 100

/** A callback, step by step: verify and decode, commit A, forward, commit B, answer. */
export function createGateway(parts: GatewayParts): Gateway {
  const { accounts, ledger, forwarder, clock, onSeen, loginScans, wait } = parts
  const { onMissed = () => undefined, breakers = createBreakers(clock), limits = ourLimits } = parts
  /** First attempts of this process, so that a repeat waits for the same answer without asking the database. */
  const underWay = new Map<string, Promise<Settled>>()
  const settling = new Set<Promise<unknown>>()
  const onLate = (id: Account['id'], sent: boolean) => onMissed(id, sent ? 'late_sent' : 'late_not_sent')
  const mall = createMall({ ledger, forwarder, clock, limits, wait, keep, onLate })
  const { spooling } = parts
  const detour = spooling && createDetour({ ...spooling, ledger, forwarder, mall, clock, limits, wait, keep })
  const onSpared = (id: Account['id']) => onMissed(id, 'spared')
  const replay =
    spooling && createReplay({ ...spooling, ledger, accounts, mall, breakers, clock, wait, onSpared })
  if (replay) spooling?.spool.onKept(replay.wake)

  async function receive(request: CallbackRequest): Promise<CallbackAnswer> {
    const arrivedAt = clock.now()
    const known = await accountOf(request.appid, arrivedAt + limits.storeMs)
    if (known === 'unavailable') return { kind: 'hang_up' }
    if (known === null) return { kind: 'refuse', status: 404, problem: 'unknown_appid' }
    const { account, decoded } = decodeFor(known, request)
    if (!decoded.ok) {
      onSeen(account.id, { kind: 'refused', why: decoded.problem })
      return { kind: 'refuse', status: 403, problem: decoded.problem }
    }
    onSeen(account.id, { kind: 'called' })
    // A message signed with the new token says as much as WeChat's check of the URL.
    if (account === known && known.previousToken !== null) onSeen(account.id, { kind: 'verified' })
    const { callback } = decoded
    try {
      const settled = await settle(account, callback, arrivedAt)
      return answer(account, callback, request.query, settled)
    } catch (error) {
      if (!isStorageFault(error)) throw error
      onSeen(account.id, { kind: 'hung_up' })
      return { kind: 'hang_up' }
    }
  }

  async function accountOf(appid: string, deadline: number): Promise<Account | null | 'unavailable'> {
    for (;;) {
      try {
        return await accounts.byAppid(appid)
      } catch (error) {
        if (!isStorageFault(error)) throw error
        if (clock.now() + pollMs >= deadline) return 'unavailable'
        await wait(pollMs)
      }
    }
  }

  function settle(account: Account, callback: Callback, arrivedAt: number): Promise<Settled> {
    const receiptKey = receiptKeyOf(callback.push)
    const key = `${account.id} ${receiptKey}`
    const first = underWay.get(key)
    // The reply goes out with the first attempt; this one repeats its words.
    if (first !== undefined) return withoutSeq(first)
    const spooled = detour?.heard(account, receiptKey)
    if (spooled) return Promise.resolve(spooled)
    const settled = process(account, callback, arrivedAt).finally(() => underWay.delete(key))
    underWay.set(key, settled)
    return settled
  }

  async function process(account: Account, callback: Callback, arrivedAt: number): Promise<Settled> {
    const { push } = callback
    const ticket = loginTicketOf(push)
    if (loginScans === undefined || ticket === null) return take(account, callback, arrivedAt)
    if (push.kind === 'event' && push.content.type === 'SCAN') {
      // The desk's own QR: no customer, no record, nothing for the developer URL.
      const text = await untilStored(() => loginScans.scanned(account, push.fromUserName, ticket))
      return { clear: encodeText(text, callback, arrivedAt), seq: null }
    }
    // Who follows by it follows as by any other; the link comes as a message of its own, and not again with WeChat's repeats.
    let isFirst = false
    const settled = await take(account, callback, arrivedAt, () => {
      isFirst = true
    })
    if (isFirst) keep(loginScans.followed(account, push.fromUserName, ticket))
    return settled
  }

  async function take(
    account: Account,
    callback: Callback,
    arrivedAt: number,
    onTaken: () => void = () => undefined,
  ): Promise<Settled> {
    const way = breakers.ask(account)
    let isAsked = false
    const ask = (entry: InboundEntry, waits: boolean) => {
      isAsked = true
      return mall.ask({ account, callback, entry, waits, arrivedAt, way })
    }
    try {
      const entry = entryOf(account, callback, { arrivedAt, developerDown: way.isClosed })
      const errand = { account, callback, entry, arrivedAt, way }
      const untilHungUp = arrivedAt + limits.storeMs
      let outcome = detour ? await detour.commit(errand) : await ledger.submit(entry, untilHungUp)
      for (;;) {
        if (outcome.type === 'spooled') {
          isAsked = true
          return await outcome.ask()
        }
        if (outcome.type === 'taken') {
          onTaken()
          if (outcome.spared) onMissed(account.id, 'spared')
          if (outcome.route.toDeveloper) return ask(entry, outcome.waits)
          return { clear: outcome.answer?.clear ?? null, seq: outcome.answer?.seq ?? null }
        }
        if (outcome.type !== 'duplicate') throw new Error('a callback was not taken')
        if (outcome.closed) return { clear: outcome.answer, seq: null }
        if (outcome.takenOver) return ask(entry, true)
        // Another process has it: what it stores is this attempt's answer too, or its lease runs out.
        if (clock.now() + pollMs >= arrivedAt + limits.answerMs)
          throw new StorageUnavailableError('the first attempt has no answer yet')
        await wait(pollMs)
        outcome = await ledger.submit(entry, untilHungUp)
      }
    } finally {
      if (!isAsked) way.unused()
    }
  }

  function answer(
    account: Account,
    callback: Callback,
    query: CallbackQuery,
    settled: Settled,
  ): CallbackAnswer {
    const openid = callback.push.fromUserName
    const { seq, onWritten } = settled
    const passive =
      seq === null
        ? onWritten
          ? { settle: onWritten }
          : null
        : {
            settle: (written: boolean) => {
              const result: DeliveryResult = written
                ? { state: 'sent' }
                : {
                    state: 'uncertain',
                    errcode: null,
                    errmsg: 'the connection closed before the answer was written',
                  }
              keep(ledger.submitSoon({ type: 'delivered', accountId: account.id, openid, seq, result }))
            },
          }
    return { kind: 'answer', ...responseOf(account, callback, query, settled.clear, clock.now()), passive }
  }

  /** Work that outlives its request; a fault of it is settled by the outbox's lease. */
  function keep(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => settling.delete(kept))
    settling.add(kept)
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0 || settling.size > 0)
      await Promise.allSettled([...underWay.values(), ...settling])
  }

  return {
    receive,
    async verify(appid, query, check) {
      const account = await accounts.byAppid(appid)
      if (account === null) return null
      if (check(account.token)) onSeen(account.id, { kind: 'verified' })
      else if (account.previousToken === null || !check(account.previousToken)) {
        onSeen(account.id, { kind: 'refused', why: 'bad_signature' })
        return null
      }
      return query.echostr ?? null
    },
    idle,
    async stop() {
      forwarder.giveUp()
      await replay?.stop()
      await idle()
    },
  }
}

/** Decodes with the present token, else with the one before; the account that comes back signs the answer likewise. */
function decodeFor(
  account: Account,
  { body, query }: CallbackRequest,
): { account: Account; decoded: CallbackDecoded } {
  const decoded = decodeCallback({ body, query, account })
  if (decoded.ok || decoded.problem !== 'bad_signature' || account.previousToken === null)
    return { account, decoded }
  const before = { ...account, token: account.previousToken }
  const again = decodeCallback({ body, query, account: before })
  return again.ok ? { account: before, decoded: again } : { account, decoded }
}

/** The login ticket that an event's scene holds; null for nearly everything. */
function loginTicketOf(push: Push): string | null {
  if (push.kind !== 'event') return null
  const { content } = push
  return content.type === 'SCAN' || content.type === 'subscribe' ? ticketOfScene(content.scene) : null
}

/** Storage that is away: WeChat is to send it again. */
async function untilStored<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (isStorageFault(error)) throw new StorageUnavailableError('a login scan could not be noted')
    throw error
  }
}

async function withoutSeq(first: Promise<Settled>): Promise<Settled> {
  return { clear: (await first).clear, seq: null }
}
