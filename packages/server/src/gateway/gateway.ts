import { randomUUID } from 'node:crypto'
import {
  type Callback,
  type CallbackDecoded,
  type CallbackQuery,
  decodeCallback,
  encodeReply,
  encodeReplyEnvelope,
  type Push,
  receiptKeyOf,
} from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Clock } from '../clock.ts'
import {
  type AnswerEntry,
  type DeliveryResult,
  type InboundEntry,
  type Ledger,
  StorageUnavailableError,
} from '../conversations/entries.ts'
import { isConnectionFault } from '../conversations/faults.ts'
import type { LoginScans } from '../login/scan.ts'
import { ticketOfScene } from '../login/scene.ts'
import type { Forwarder, ForwardResult } from './forwarder.ts'
import { inboundOf, receiptDay } from './inbound.ts'
import { contentOfReply } from './mall-reply.ts'
import type { Sighting } from './sightings.ts'

/** WeChat drops the connection after five seconds (its guide 接收普通消息); every limit here stays below. */
export const limits = {
  /** The developer URL's own time, counted from the callback's arrival. */
  forwardMs: 4_000,
  /** By then WeChat has its answer, whatever is still under way (L6). */
  answerMs: 4_500,
  /** Until then an unstored message is tried again; after it the connection is closed without an answer (L7). */
  storeMs: 4_800,
  /** How long the mall's answer is offered to a storage that is away, while WeChat has heard success: nobody else has it. */
  answerStoreMs: 60_000,
}

export interface CallbackRequest {
  readonly appid: string
  readonly query: CallbackQuery
  readonly body: Buffer
}

/** What goes back to WeChat. `hang_up`: the connection is closed without an answer, so that WeChat sends again. */
export type CallbackAnswer =
  | {
      readonly kind: 'answer'
      readonly body: string
      readonly contentType: string
      readonly passive: Passive | null
    }
  | { readonly kind: 'refuse'; readonly status: 403 | 404; readonly problem: string }
  | { readonly kind: 'hang_up' }

/** A reply that leaves in the HTTP answer, to be settled once that was written or failed to be (L15). */
export interface Passive {
  settle(written: boolean): void
}

export interface Gateway {
  receive(request: CallbackRequest): Promise<CallbackAnswer>
  /** Answers WeChat's check of the URL: the echostr, or null when the signature is wrong. */
  verify(appid: string, query: CallbackQuery, check: (token: string) => boolean): Promise<string | null>
  /** Resolves when no callback is under way and every passive reply is settled. */
  idle(): Promise<void>
}

export interface GatewayParts {
  readonly accounts: Accounts
  readonly ledger: Ledger
  readonly forwarder: Forwarder
  readonly clock: Clock
  /** Hears of everybody at the door; on the callback's path. */
  readonly onSeen: (accountId: Account['id'], sighting: Sighting) => void
  /** Takes scans of the desk's own login QRs; without it they are a fan's like any other. */
  readonly loginScans?: LoginScans
  /** Waits, in milliseconds; injected so that tests need not. */
  readonly wait: (ms: number) => Promise<void>
}

/** The clear reply that every attempt of a callback gets, each encrypted anew; null = success. */
interface Settled {
  readonly clear: string | null
  readonly seq: number | null
}

const pollMs = 100

/** A callback, step by step: verify and decode, commit A, forward, commit B, answer. */
export function createGateway(parts: GatewayParts): Gateway {
  const { accounts, ledger, forwarder, clock, onSeen, loginScans, wait } = parts
  /** First attempts of this process, so that a repeat waits for the same answer without asking the database. */
  const underWay = new Map<string, Promise<Settled>>()
  const settling = new Set<Promise<unknown>>()

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
      if (error instanceof StorageUnavailableError) return { kind: 'hang_up' }
      throw error
    }
  }

  async function accountOf(appid: string, deadline: number): Promise<Account | null | 'unavailable'> {
    for (;;) {
      try {
        return await accounts.byAppid(appid)
      } catch (error) {
        if (!isConnectionFault(error)) throw error
        if (clock.now() + pollMs >= deadline) return 'unavailable'
        await wait(pollMs)
      }
    }
  }

  function settle(account: Account, callback: Callback, arrivedAt: number): Promise<Settled> {
    const key = `${account.id} ${receiptKeyOf(callback.push)}`
    const first = underWay.get(key)
    // The reply goes out with the first attempt; this one repeats its words.
    if (first !== undefined) return withoutSeq(first)
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
    const entry = entryOf(account, callback, arrivedAt)
    for (;;) {
      const outcome = await ledger.submit(entry, arrivedAt + limits.storeMs)
      if (outcome.type === 'taken') {
        onTaken()
        if (outcome.route.toDeveloper)
          return forward(account, callback, entry, outcome.route.answer, arrivedAt)
        return { clear: outcome.answer?.clear ?? null, seq: outcome.answer?.seq ?? null }
      }
      if (outcome.type !== 'duplicate') throw new Error('a callback was not taken')
      if (outcome.closed) return { clear: outcome.answer, seq: null }
      if (outcome.takenOver) return forward(account, callback, entry, null, arrivedAt)
      // Another process has it: what it stores is this attempt's answer too, or its lease runs out.
      if (clock.now() + pollMs >= arrivedAt + limits.answerMs)
        throw new StorageUnavailableError('the first attempt has no answer yet')
      await wait(pollMs)
    }
  }

  /** Forwards to the developer URL and commits what came back (commit B). */
  async function forward(
    account: Account,
    callback: Callback,
    entry: InboundEntry,
    ruleText: string | null,
    arrivedAt: number,
  ): Promise<Settled> {
    if (account.developer === null) return closeReceipt(account, entry, null, null, arrivedAt)
    const { clear, format, push } = callback
    const pushed = { clear, format, toUserName: push.toUserName, openid: push.fromUserName }
    const result = await forwarder.forward(account, pushed, arrivedAt + limits.forwardMs)
    return closeReceipt(account, entry, result, ruleText, arrivedAt)
  }

  async function closeReceipt(
    account: Account,
    entry: InboundEntry,
    result: ForwardResult | null,
    ruleText: string | null,
    arrivedAt: number,
  ): Promise<Settled> {
    const closing = answerEntryOf(account, entry, result, ruleText)
    const outcome = ledger.submit(closing, clock.now() + limits.answerStoreMs)
    const inTime = await Promise.race([
      outcome.then(() => true),
      wait(arrivedAt + limits.answerMs - clock.now()).then(() => false),
    ])
    if (!inTime) {
      // WeChat hears success now; what is stored later goes out through the outbox.
      keep(
        outcome.then((late) =>
          late.type === 'answered' && late.answer !== null ? sendLater(entry, late.answer.seq) : null,
        ),
      )
      return { clear: null, seq: null }
    }
    const done = await outcome
    if (done.type !== 'answered') return { clear: null, seq: null }
    return { clear: done.answer?.clear ?? closing.answer, seq: done.answer?.seq ?? null }
  }

  function answer(
    account: Account,
    callback: Callback,
    query: CallbackQuery,
    settled: Settled,
  ): CallbackAnswer {
    const openid = callback.push.fromUserName
    const { seq } = settled
    const passive =
      seq === null
        ? null
        : {
            settle: (written: boolean) => {
              const result: DeliveryResult = written
                ? { state: 'sent' }
                : {
                    state: 'uncertain',
                    errcode: null,
                    errmsg: 'the connection closed before the answer was written',
                  }
              keep(ledger.submit({ type: 'delivered', accountId: account.id, openid, seq, result }))
            },
          }
    return { kind: 'answer', ...bodyOf(account, callback, query, settled.clear, clock.now()), passive }
  }

  function sendLater(entry: InboundEntry, seq: number): Promise<unknown> {
    const result: DeliveryResult = {
      state: 'again',
      at: clock.now(),
      errcode: null,
      errmsg: 'too late for the answer',
    }
    return ledger.submit({ type: 'delivered', accountId: entry.accountId, openid: entry.openid, seq, result })
  }

  /** Work that outlives its request; a fault of it is settled by the outbox's lease. */
  function keep(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => settling.delete(kept))
    settling.add(kept)
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
    async idle() {
      while (underWay.size > 0 || settling.size > 0)
        await Promise.allSettled([...underWay.values(), ...settling])
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
    if (isConnectionFault(error)) throw new StorageUnavailableError('a login scan could not be noted')
    throw error
  }
}

async function withoutSeq(first: Promise<Settled>): Promise<Settled> {
  return { clear: (await first).clear, seq: null }
}

function entryOf(account: Account, callback: Callback, arrivedAt: number): InboundEntry {
  const { push } = callback
  const sentAt = push.createTime * 1000
  return {
    type: 'inbound',
    accountId: account.id,
    openid: push.fromUserName,
    key: receiptKeyOf(push),
    day: receiptDay(sentAt, arrivedAt),
    attemptId: randomUUID(),
    sentAt,
    ...inboundOf(push),
    encodeAnswer: (text) => encodeText(text, callback, arrivedAt),
  }
}

function encodeText(text: string, { push, format }: Callback, arrivedAt: number): string {
  return encodeReply(
    { type: 'text', content: text },
    { toUser: push.fromUserName, fromUser: push.toUserName, createTime: Math.floor(arrivedAt / 1000) },
    format,
  )
}

function answerEntryOf(
  account: Account,
  entry: InboundEntry,
  result: ForwardResult | null,
  ruleText: string | null,
): AnswerEntry {
  const { accountId, openid, key, day, attemptId } = entry
  const target = { type: 'answer', accountId, openid, key, day, attemptId, late: null } as const
  const reply = result?.ok ? result.reply : null
  if (result === null || !result.ok || reply === null) {
    // The mall has nothing to say: a rule's text takes its place (L15).
    return ruleText === null
      ? { ...target, answer: null, reply: null, handOver: null }
      : {
          ...target,
          answer: entry.encodeAnswer(ruleText),
          reply: { content: { type: 'text', text: ruleText, menuId: null }, origin: 'auto' },
          handOver: null,
        }
  }
  if (reply.type === 'transfer_customer_service' && account.interfaceOn)
    return { ...target, answer: null, reply: null, handOver: { to: null, kfAccount: reply.kfAccount } }
  const content = contentOfReply(reply)
  return {
    ...target,
    answer: result.clear,
    reply: content === null ? null : { content, origin: 'mall' },
    handOver: null,
  }
}

function bodyOf(
  account: Account,
  callback: Callback,
  query: CallbackQuery,
  clear: string | null,
  now: number,
): { body: string; contentType: string } {
  if (clear === null) return { body: 'success', contentType: 'text/plain' }
  const contentType =
    callback.format === 'xml' ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8'
  if (callback.aesKey === null) return { body: clear, contentType }
  const body = encodeReplyEnvelope({
    clear,
    aesKey: callback.aesKey,
    appid: account.appid,
    token: account.token,
    timestamp: String(Math.floor(now / 1000)),
    nonce: query.nonce ?? '',
    format: callback.format,
  })
  return { body, contentType }
}
