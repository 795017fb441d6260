import type { ApiResult, CustomContent, WechatError } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { DeliveryResult } from '../conversations/entries.ts'
import type { WechatId, WechatMedia } from '../media/wechat-media.ts'
import { backOffMs } from './back-off.ts'
import { type ClaimedReply, claimLeaseMs } from './claims.ts'
import { endPause, pauseAccount, pauseEndsAt } from './pause.ts'
import { sendableOf } from './payloads.ts'
import type { WechatCalls } from './wechat-calls.ts'

export interface AttemptParts {
  readonly calls: WechatCalls
  readonly media: WechatMedia
  /** For the jitter of pauses; in [0, 1). */
  readonly random: () => number
}

/** The call itself takes at most this much of the claim's lease; what would begin later is not begun. */
const callTakesMs = 15_000

/** An errcode of custom/send: the media id is unknown, or older than three days. */
const mediaIsGone = 40007

/** Sends one claimed reply, once, and says what became of it; null when its lease ran out before anything was sent. */
export type Attempt = (reply: ClaimedReply, account: Account | null) => Promise<DeliveryResult | null>

export function createAttempt(ctx: Pick<Context, 'pool' | 'clock' | 'log'>, parts: AttemptParts): Attempt {
  return async (reply, account) => {
    const startedAt = ctx.clock.now()
    const elapsed = () => ctx.clock.now() - startedAt
    const result = await attemptOnce(ctx, parts, { reply, account, elapsed })
    // Whoever has taken the claim over by now calls the reply uncertain: it must not become due again beside that.
    return result.state === 'again' && elapsed() >= claimLeaseMs ? null : result
  }
}

async function attemptOnce(
  ctx: Pick<Context, 'pool' | 'log'>,
  parts: AttemptParts,
  { reply, account, elapsed }: { reply: ClaimedReply; account: Account | null; elapsed: () => number },
): Promise<DeliveryResult> {
  const notSent = (error: unknown) => storageFailed(ctx, reply, error)
  for (let mayRenew = true; ; mayRenew = false) {
    const prepared = await prepare(parts, reply, account).catch(notSent)
    if (!prepared.ok) return resultOf(ctx, parts, reply, prepared.error, elapsed())
    // Preparing waited long (an upload): given back unsent, so that the lease can't end in the middle of the call.
    if (elapsed() > claimLeaseMs - callTakesMs) {
      return again(reply.claimedAt + elapsed(), null, 'preparing took too long')
    }
    const { content, ids } = prepared.value
    const message = { toUser: reply.openid, kfAccount: reply.kfAccount, ...content }
    // The API answers with values; what throws is the storage of tokens, before the call or after its refusal.
    const sent = await parts.calls
      .call(prepared.value.account, (api, token) => api.sendCustomMessage(token, message))
      .catch(notSent)
    if (sent.ok) {
      if (reply.probe) await noted(ctx, endPause(ctx.pool, reply.accountId))
      return { state: 'sent' }
    }
    const lost = sent.error.errcode === mediaIsGone ? ids.filter(({ isFresh }) => !isFresh) : []
    if (!mayRenew || lost.length === 0) return resultOf(ctx, parts, reply, sent.error, elapsed())
    // Refused, so not taken: the files are uploaded again and the message is sent, once.
    for (const id of lost) await noted(ctx, parts.media.forget(reply.accountId, id))
  }
}

interface Prepared {
  readonly account: Account
  readonly content: CustomContent
  /** Of the files in it. */
  readonly ids: readonly WechatId[]
}

/** Everything before the message is written; whatever fails here, fails without a doubt. */
async function prepare(
  parts: AttemptParts,
  reply: ClaimedReply,
  account: Account | null,
): Promise<ApiResult<Prepared>> {
  if (account === null) return refused('the account is gone')
  const sendable = sendableOf(reply.payload)
  switch (sendable.kind) {
    case 'nothing':
      return refused(sendable.why)
    case 'content':
      return { ok: true, value: { account, content: sendable.content, ids: [] } }
    case 'files': {
      const ids: WechatId[] = []
      for (const file of sendable.files) {
        const uploaded = await parts.media.idOf(account, file)
        if (!uploaded.ok) return uploaded
        ids.push(uploaded.value)
      }
      const content = sendable.contentOf(ids.map(({ mediaId }) => mediaId))
      return { ok: true, value: { account, content, ids } }
    }
  }
}

function refused(errmsg: string): ApiResult<never> {
  return { ok: false, error: { kind: 'refused', errcode: null, errmsg, sent: false } }
}

function storageFailed(ctx: Pick<Context, 'log'>, reply: ClaimedReply, error: unknown): ApiResult<never> {
  ctx.log.warn(
    { account: reply.accountId, seq: reply.seq, err: error },
    'a reply was not sent: storage failed',
  )
  return {
    ok: false,
    error: { kind: 'retry', errcode: null, errmsg: 'not sent: storage failed', sent: false },
  }
}

async function resultOf(
  ctx: Pick<Context, 'pool' | 'log'>,
  parts: AttemptParts,
  reply: ClaimedReply,
  error: WechatError,
  elapsedMs: number,
): Promise<DeliveryResult> {
  const { errcode, errmsg } = error
  const now = reply.claimedAt + elapsedMs
  const attempt = reply.attempts + 1
  switch (error.kind) {
    case 'retry':
    case 'refresh-token': {
      if (error.kind === 'refresh-token') {
        ctx.log.warn({ account: reply.accountId, errcode }, 'WeChat refuses a token that it has just given')
      }
      const waitMs = backOffMs(attempt, errcode === null ? 'nothing' : 'busy', parts.random())
      return waitMs === null ? { state: 'failed', errcode, errmsg } : again(now + waitMs, errcode, errmsg)
    }
    case 'pause-account': {
      const until = pauseEndsAt(errcode, now)
      await noted(ctx, pauseAccount(ctx.pool, reply.accountId, { until, code: errcode }))
      ctx.log.warn({ account: reply.accountId, errcode, until: new Date(until) }, 'WeChat paused the account')
      return again(until, errcode, errmsg)
    }
    case 'no-quota':
      return errcode === null ? { state: 'failed', errcode, errmsg } : { state: 'no_quota', errcode, errmsg }
    case 'uncertain':
      return { state: 'uncertain', errcode, errmsg }
    case 'refused':
      return { state: 'failed', errcode, errmsg }
  }
}

/** What WeChat answered stands, also when a note about it can't be stored. */
async function noted(ctx: Pick<Context, 'log'>, writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) =>
    ctx.log.warn({ err: error }, 'a note about an answer was not stored'),
  )
}

function again(at: number, errcode: number | null, errmsg: string): DeliveryResult {
  return { state: 'again', at, errcode, errmsg }
}
