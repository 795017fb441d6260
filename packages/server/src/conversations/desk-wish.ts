import type { DeskCommandBody } from '@duokefu/contract'
import type { AccountId, AgentId, GroupId, SessionId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { DeskEntry } from './entries.ts'
import { toReply } from './reply-content.ts'

/** What a person wants, in the ledger's words. */
export type DeskWish = Pick<DeskEntry, 'command' | 'reply'>

/** Turns the body of a desk command into the ledger's words; files are looked up by their keys. Throws `not_found` without one. */
export async function toDeskWish(
  { pool }: Pick<Context, 'pool'>,
  accountId: AccountId,
  by: AgentId,
  body: DeskCommandBody,
): Promise<DeskWish> {
  if (body.type !== 'reply') return { command: toCommand(by, body), reply: null }
  const { mode, session } = body
  return {
    command: { type: 'reply', by, session: session as SessionId, mode },
    reply: await toReply(pool, accountId, body),
  }
}

type BodyWithoutReply = Exclude<DeskCommandBody, { readonly type: 'reply' }>

function toCommand(by: AgentId, body: BodyWithoutReply): DeskEntry['command'] {
  switch (body.type) {
    case 'accept':
      return { type: 'accept', by, auto: false, aboveMaximum: body.aboveMaximum }
    case 'retry':
      return { type: 'retry', by, session: body.session as SessionId, seq: body.seq }
    case 'discard':
      return { type: 'discard', by, seq: body.seq }
    case 'transfer':
      return {
        type: 'transfer',
        by,
        session: body.session as SessionId | null,
        to: toTarget(body.to),
        note: body.note,
      }
    case 'take_back':
      return { type: 'take_back', by }
    case 'take_over':
      return { type: 'take_over', by, session: body.session as SessionId | null }
    case 'close':
      return {
        type: 'close',
        by,
        session: body.session as SessionId | null,
        held: body.held,
        reason: body.reason,
      }
    case 'undo_close':
      return { type: 'undo_close', by, session: body.session as SessionId }
    case 'reopen':
      return { type: 'reopen', by }
    case 'note':
      return { type: 'note', by, text: body.text }
    case 'read':
      return { type: 'read', by, seq: body.seq }
    case 'mark_unread':
      return { type: 'mark_unread', by }
    case 'pin':
      return { type: 'pin', by, on: body.on }
  }
}

type Transfer = Extract<DeskCommandBody, { readonly type: 'transfer' }>

function toTarget(to: Transfer['to']) {
  switch (to.kind) {
    case 'agent':
      return { kind: 'agent', agent: to.agent as AgentId } as const
    case 'group':
      return { kind: 'group', group: to.group as GroupId } as const
    case 'everybody':
      return to
  }
}
