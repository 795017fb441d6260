import { createHash, randomUUID } from 'node:crypto'
import type { AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { MessageRecord } from '../conversations/records.ts'
import { pausedBy } from '../delivery/pause.ts'
import { agentNamed } from './agent-store.ts'
import { type Answer, type Call, error, json, objectOf, ok, type Route, refusal, textOf } from './call.ts'
import type { DeliveryWatch } from './delivery-watch.ts'
import { readGiven } from './given-message.ts'
import { isOpenid } from './sessions.ts'

type Ctx = Pick<Context, 'calls' | 'clock' | 'ledger' | 'pool'>

/** So long a program hears what WeChat says to its message; libraries give up after 15 s and more. */
const waitMs = 5_000
const longestBodyBytes = 64 * 1024

/** Customer-service messages of programs, and the typing state (protocol 5). */
export function sendRoutes(ctx: Ctx, watch: Pick<DeliveryWatch, 'settled'>): Route[] {
  return [
    { method: 'POST', path: '/cgi-bin/message/custom/send', handle: (call) => send(ctx, watch, call) },
    { method: 'POST', path: '/cgi-bin/message/custom/typing', handle: (call) => typing(ctx, call) },
  ]
}

/**
 * Through our outbox, behind what was said before. `client_msg_id`, as template/send has it, makes a repeat safe: the same
 * one for the same fan hears of the first message.
 */
async function send(ctx: Ctx, watch: Pick<DeliveryWatch, 'settled'>, call: Call): Promise<Answer> {
  const { account, json: body } = call
  if (body === null) return error(47001)
  if (call.body.length > longestBodyBytes) return error(45002)
  const openid = textOf(body, 'touser')
  if (!isOpenid(openid)) return error(40003)
  const message = readGiven(body)
  if ('errcode' in message) return error(message.errcode)
  const agent = await speaker(ctx, call)
  if (agent === undefined) return error(65401)
  const paused = await pausedBy(ctx.pool, account.id, ctx.clock.skewMs)
  if (paused !== null) return { kind: 'error', errcode: paused || -1 }

  const outcome = await ctx.ledger.submit({
    type: 'api',
    accountId: account.id,
    openid,
    commandId: commandIdOf(account.id, openid, textOf(body, 'client_msg_id')),
    command: { type: 'api_reply', agent },
    message,
  })
  if (outcome.type === 'refused') {
    // A fan who left and a window that is over are the same to WeChat.
    return error(outcome.refusal.code === 'quota_used' ? 45047 : 45015)
  }
  const sent = outcome.type === 'done' ? outcome.message : null
  // The record of a repeated id may be deleted by now: it was taken then.
  return sent === null ? ok : answerOf(await watch.settled(account.id, sent, waitMs))
}

/** null: the account itself speaks. undefined: an agent was named whom nobody knows. */
async function speaker(
  ctx: Pick<Ctx, 'pool'>,
  { account, json: body }: Call,
): Promise<AgentId | null | undefined> {
  const name = textOf(objectOf(body?.customservice), 'kf_account')
  if (name === '') return null
  return (await agentNamed(ctx.pool, account.id, name)) ?? undefined
}

/**
 * WeChat's own word where there is one. Of a message that is still on its way, or whose answer was lost, the program hears
 * 0: it is stored and ours to see to, and any other code would have it sent twice.
 */
function answerOf({
  delivery,
  errcode,
  errmsg,
}: Pick<MessageRecord, 'delivery' | 'errcode' | 'errmsg'>): Answer {
  switch (delivery) {
    case 'failed':
    case 'cancelled':
      return refusal(errcode, errmsg ?? '')
    case 'sending':
      return json({ errcode: 0, errmsg: 'ok hint: [queued]' })
    case 'uncertain':
      return json({ errcode: 0, errmsg: 'ok hint: [uncertain]' })
    default:
      return ok
  }
}

async function typing(ctx: Pick<Ctx, 'calls'>, { account, json: body }: Call): Promise<Answer> {
  if (body === null) return error(47001)
  const openid = textOf(body, 'touser')
  if (!isOpenid(openid)) return error(40003)
  const command = textOf(body, 'command')
  if (command !== 'Typing' && command !== 'CancelTyping') return error(45072)
  const told = await ctx.calls.call(account, (api, token) => api.typing(token, openid, command))
  return told.ok ? ok : refusal(told.error.errcode, told.error.errmsg)
}

/** The uuid of a message that names itself; else a fresh one. */
function commandIdOf(accountId: string, openid: string, given: string): string {
  if (given === '') return randomUUID()
  const digest = createHash('sha256')
    .update(JSON.stringify(['custom/send', accountId, openid, given]))
    .digest('hex')
  // Version 8: made from something of one's own.
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
}
