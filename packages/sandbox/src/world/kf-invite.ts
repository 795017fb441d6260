import { invitationState, type KfRefusal, newInvitation, openToInvitation } from './kf.ts'
import type { ServiceNotice } from './notices.ts'
import type { Person } from './people.ts'
import type { AccountState, World } from './world.ts'

export type InviteRefusal = KfRefusal | 65407 | 65408 | 65409 | 65410

/** One WeChat user is kf of at most five Official Accounts. */
const MOST_PER_USER = 5

/** inviteworker: a notification on that person's phone, which they accept or refuse. */
export function inviteWorker(
  world: World,
  state: AccountState,
  account: string,
  wechatId: string,
): InviteRefusal | 0 {
  const at = world.clock.now()
  const kf = openToInvitation(state.kf, account, at)
  if (typeof kf === 'number') return kf
  const person = [...world.people.values()].find((each) => each.wechatId === wechatId)
  if (person === undefined) return 65409
  if (state.kf.some((each) => each.boundTo?.personId === person.id)) return 65407
  const pending = state.kf.flatMap(({ invitation }) => invitation ?? [])
  if (pending.some((each) => each.personId === person.id && invitationState(each, at) === 'waiting')) {
    return 65408
  }
  if (accountsServedBy(world, person) >= MOST_PER_USER) return 65410
  const notice = world.notify(state, person.id, {
    type: 'kf_invitation',
    kfAccount: account,
    nick: kf.nick,
    answer: null,
  })
  kf.invitation = newInvitation(person, notice.id, at)
  world.tell({ type: 'notices', personId: person.id })
  return 0
}

/** What the invitation on a phone is worth now; `withdrawn` when its kf account is gone or was invited anew. */
export function invitationOf(world: World, notice: ServiceNotice) {
  if (notice.body.type !== 'kf_invitation') return null
  const { answer, kfAccount } = notice.body
  const kf = world.accounts.get(notice.appid)?.kf.find((each) => each.account === kfAccount)
  const invitation = kf?.invitation?.noticeId === notice.id ? kf.invitation : null
  const state = answer ?? (invitation === null ? 'withdrawn' : invitationState(invitation, world.clock.now()))
  return { state, kf: kf ?? null, invitation }
}

/** The person's answer. False when there is nothing (left) to answer. */
export function answerInvitation(world: World, notice: ServiceNotice, accept: boolean): boolean {
  const asked = invitationOf(world, notice)
  if (notice.body.type !== 'kf_invitation' || asked === null || asked.state !== 'waiting') return false
  const { kf, invitation } = asked
  if (kf === null || invitation === null) return false
  const { personId, wechatId } = invitation
  if (accept) Object.assign(kf, { boundTo: { personId, wechatId }, invitation: null })
  else invitation.rejected = true
  notice.body.answer = accept ? 'accepted' : 'rejected'
  world.tell({ type: 'notices', personId })
  return true
}

function accountsServedBy(world: World, person: Person): number {
  const bound = [...world.accounts.values()].filter(({ kf }) =>
    kf.some((each) => each.boundTo?.personId === person.id),
  )
  return bound.length + person.kfElsewhere
}
