import type { Doubt, InvitationView } from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import { type NewPassword, setPassword } from '../login/password.ts'
import { hashOf } from '../login/token.ts'
import { bindTo } from './binding.ts'
import { listedKf } from './contact.ts'
import * as store from './invitation-store.ts'
import { contactOf } from './present.ts'
import { isAbove } from './rights.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts' | 'calls'>

/** What the phone shows of an invitation. Throws `invitation_unknown`. */
export async function viewInvitation(
  ctx: Ctx,
  token: string,
  openid: string | null,
): Promise<InvitationView> {
  const invitation = await byToken(ctx, ctx.pool, token)
  return present(ctx, ctx.pool, invitation, openid)
}

/** What came of an answer, and whom the desks should hear of. */
export interface Answered {
  readonly view: InvitationView
  readonly agentId: AgentId
  /** Who was this agent before and is not any more. */
  readonly left: readonly string[]
}

/**
 * 接受邀请: the person becomes the agent, or waits for the admin where nobody can tell that it is the invited one (L18).
 * Of several at once the first is taken; the others see what became of the invitation. Throws `invitation_unknown`,
 * `phone_unknown`, `login_name_taken`.
 */
export async function acceptInvitation(
  ctx: Ctx,
  token: string,
  openid: string | null,
  password: NewPassword | null,
): Promise<Answered> {
  if (openid === null && password === null) throw new AppError('phone_unknown')
  const atWechat = openid === null ? nothingSaid : await saidByWechat(ctx, token, openid)
  const { unionid } = atWechat
  return answering(ctx, token, openid, async (db, invitation) => {
    const doubt = await doubtOf(db, invitation, openid, atWechat.invitedOpenid)
    const answeredBy = password === null ? null : await newPerson(ctx, db, invitation, password)
    const answer = { openid, unionid, personId: answeredBy, doubt }
    await store.saveAnswer(
      db,
      invitation,
      { ...answer, state: doubt === null ? 'accepted' : 'confirming' },
      ctx.clock.skewMs,
    )
    if (doubt !== null) return []
    return bindTo(db, invitation, { openid, unionid, answeredBy }, ctx.clock.skewMs)
  })
}

/** 拒绝: the invitation is used up. */
export async function declineInvitation(ctx: Ctx, token: string, openid: string | null): Promise<Answered> {
  return answering(ctx, token, openid, async (db, invitation) => {
    const answer = { state: 'declined', openid, unionid: null, personId: null, doubt: null } as const
    await store.saveAnswer(db, invitation, answer, ctx.clock.skewMs)
    return []
  })
}

/** Carries an answer out while the invitation is open; else it only says what became of it. */
async function answering(
  ctx: Ctx,
  token: string,
  openid: string | null,
  carryOut: (db: PoolClient, invitation: store.Invitation) => Promise<readonly string[]>,
): Promise<Answered> {
  const known = await byToken(ctx, ctx.pool, token)
  const work = inTransaction(ctx.pool, async (db) => {
    await store.lockPlace(db, known)
    if (openid !== null) await store.lockLogin(db, known.accountId, openid)
    const invitation = await byToken(ctx, db, token)
    const before = await present(ctx, db, invitation, openid)
    const agentId = invitation.agent.id
    if (before.state !== 'open') return { view: before, agentId, left: [] }
    const left = await carryOut(db, invitation)
    const after = await byToken(ctx, db, token)
    await note(ctx, db, after)
    return { view: { ...before, state: stateAfter(after) }, agentId, left }
  })
  return work.catch(async (error: unknown) => {
    // They accepted another invitation at the same moment: this one stays open for the right person.
    if (!(error instanceof AppError) || error.code !== 'already_agent') throw error
    return { view: await viewInvitation(ctx, token, openid), agentId: known.agent.id, left: [] }
  })
}

function stateAfter({ state }: store.Invitation): InvitationView['state'] {
  return state === 'pending' ? 'open' : state
}

async function byToken(ctx: Ctx, db: Pick<PoolClient, 'query'>, token: string): Promise<store.Invitation> {
  const invitation = await store.invitationByToken(db, hashOf(token), ctx.clock.skewMs)
  if (invitation === null) throw new AppError('invitation_unknown')
  return invitation
}

async function present(
  ctx: Ctx,
  db: Pick<PoolClient, 'query'>,
  invitation: store.Invitation,
  openid: string | null,
): Promise<InvitationView> {
  const account = await ctx.accounts.byId(invitation.accountId)
  if (account === null) throw new AppError('invitation_unknown')
  const isAgent = openid !== null && (await store.isAgentHere(db, account.id, openid))
  return {
    state: stateFor(invitation, openid, isAgent),
    accountId: account.id,
    shop: account.name,
    agentName: invitation.agent.name,
    inviter: invitation.inviter,
    expiresAt: invitation.expiresAt,
    loginWay: account.loginWay,
    identified: openid !== null,
  }
}

/** What it is to whoever looks: an invitation that somebody else has answered is used, whatever they answered. */
function stateFor(
  { state, isOver, agent, openid: answeredBy }: store.Invitation,
  openid: string | null,
  isAgent: boolean,
): InvitationView['state'] {
  switch (state) {
    case 'pending':
      if (agent.hasLeft) return 'withdrawn'
      if (isAgent) return 'already_agent'
      return isOver ? 'expired' : 'open'
    case 'accepted':
    case 'confirming':
    case 'refused':
      // With a password nobody's openid is known: the link alone says nothing about who looks.
      if (answeredBy === null) return state === 'accepted' ? 'used' : state
      return answeredBy === openid ? state : 'used'
    default:
      return state
  }
}

/**
 * What an admin must look at before this openid is let in. An openid doesn't tell a WeChat ID, so that it is compared
 * with the one that is known for the named contact; where none is known, nobody but the admin can tell.
 */
async function doubtOf(
  db: PoolClient,
  invitation: store.Invitation,
  openid: string | null,
  listed: string | null,
): Promise<Doubt | null> {
  if (isAbove(invitation.agent.role)) return 'role'
  const contact = contactOf(invitation.contactKind, invitation.contact)
  if (contact === null) return null
  const known = await store.openidsOf(db, invitation.accountId, contact)
  if (listed !== null) known.push(listed)
  if (known.length === 0) return 'unknown'
  return openid !== null && known.includes(openid) ? null : 'different'
}

/** A chosen password never opens a login that was there before: the person is new, and nobody until they are let in. */
async function newPerson(
  { clock }: Ctx,
  db: PoolClient,
  { agent }: store.Invitation,
  password: NewPassword,
): Promise<string> {
  const personId = await store.insertPerson(db, agent.name)
  await setPassword({ clock, pool: db }, personId, password)
  return personId
}

/** What WeChat tells of whoever accepts, asked before the transaction. */
interface SaidByWechat {
  /** The same for all accounts of one Open Platform; null where WeChat doesn't say, which is most often. */
  readonly unionid: string | null
  /** Of the WeChat ID that was invited, when its owner has accepted WeChat's own invitation. */
  readonly invitedOpenid: string | null
}

const nothingSaid: SaidByWechat = { unionid: null, invitedOpenid: null }

async function saidByWechat(ctx: Ctx, token: string, openid: string): Promise<SaidByWechat> {
  const invitation = await byToken(ctx, ctx.pool, token)
  const account = await ctx.accounts.byId(invitation.accountId)
  if (account === null) return nothingSaid
  const contact = contactOf(invitation.contactKind, invitation.contact)
  const [user, kf] = await Promise.all([
    ctx.calls.call(account, (api, accessToken) => api.userInfo(accessToken, openid)),
    listedKf(ctx, account.id, contact),
  ])
  return { unionid: user.ok ? user.value.unionid : null, invitedOpenid: kf?.openid ?? null }
}

/** In the audit log under the agent's own name: there is no login of theirs yet. */
async function note(ctx: Ctx, db: PoolClient, { accountId, agent, state }: store.Invitation): Promise<void> {
  const self = {
    login: { id: '', personId: agent.personId, personName: agent.name },
    accountId,
    agentId: agent.id,
  }
  await recordAct({ ...ctx, db }, self, { act: `invitation.${state}`, target: agent.name })
}
