import { encodePushXml } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { payloadOf } from '../gateway/answer-entry.ts'
import type { Forwarder, Said } from '../gateway/forwarder.ts'
import { contentOfReply } from '../gateway/mall-reply.ts'
import { type ClaimedEvent, createDeveloperEventStore } from './developer-event-store.ts'
import { createFairLane } from './fair-lane.ts'
import type { Timers } from './timers.ts'

/** Tells the developer URL when a conversation begins, ends or moves, in order per customer (L5). */
export interface DeveloperEvents {
  wake(): void
  /** Sends what is due now and waits for it; the number of tries. */
  runOnce(): Promise<number>
  idle(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const tries = 3
const tryMs = 5_000
const leaseMs = 20_000
const atOnce = 32
const sweepMs = 1_000

export function createDeveloperEvents(
  ctx: Pick<Context, 'accounts' | 'clock' | 'ledger' | 'log' | 'pool' | 'processId'>,
  parts: { forward: Forwarder['forward']; timers: Timers },
): DeveloperEvents {
  const store = createDeveloperEventStore(ctx.pool, ctx)
  const lane = createFairLane<ClaimedEvent>({
    accounts: store.accountsWithWork,
    claim: (accountId, limit) => store.claimDue(accountId, limit, leaseMs),
    work: send,
    width: atOnce,
    onFault: (error) => ctx.log.warn({ err: error }, 'telling the developer URL stumbled'),
  })

  async function send(event: ClaimedEvent): Promise<void> {
    const account = await ctx.accounts.byId(event.accountId)
    // Whoever took the URL away doesn't want to hear of it any more.
    if (account === null || account.developer === null) return store.remove(event)
    if (event.attempts > tries) return drop(event, 'no answer')
    const result = await parts.forward(
      account,
      {
        clear: Buffer.from(pushOf(account, event)),
        format: 'xml',
        toUserName: account.originalId ?? account.appid,
        openid: event.openid,
      },
      ctx.clock.now() + tryMs,
    )
    if (result.ok) return answered(event, result)
    if (event.attempts >= tries) return drop(event, result.fault.reason)
    return store.release(event)
  }

  /** An answer goes out as a message; the event is settled with it, so that it can't be sent twice. */
  async function answered(event: ClaimedEvent, said: Extract<Said, { ok: true }>): Promise<void> {
    const content = said.reply === null ? null : contentOfReply(said.reply)
    if (content === null) return store.remove(event)
    await ctx.ledger.submit({
      type: 'told',
      accountId: event.accountId,
      openid: event.openid,
      eventId: event.id,
      reply: { content, payload: payloadOf(said.clear) },
    })
  }

  function drop(event: ClaimedEvent, problem: string): Promise<void> {
    ctx.log.warn(
      { account: event.accountId, event: event.event, problem },
      'the developer URL missed an event',
    )
    return store.remove(event)
  }

  let unsubscribe = () => {}
  let stopTimer = () => {}
  return {
    wake: lane.wake,
    runOnce: lane.runOnce,
    idle: lane.idle,
    start() {
      unsubscribe = ctx.ledger.onCommitted(({ developerEvents }) => {
        if (developerEvents) lane.wake()
      })
      stopTimer = parts.timers.every(sweepMs, lane.wake)
      lane.wake()
    },
    stop() {
      unsubscribe()
      stopTimer()
      return lane.stop()
    },
  }
}

/** The event as WeChat's own desk would have sent it. */
function pushOf(account: Account, { openid, event, fields, createdAt }: ClaimedEvent): string {
  return encodePushXml({
    ToUserName: account.originalId ?? account.appid,
    FromUserName: openid,
    CreateTime: Math.floor(createdAt / 1_000),
    MsgType: 'event',
    Event: event,
    ...fields,
  })
}
