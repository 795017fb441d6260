/** An agent's account in WeChat's own customer-service desk: what custom/send may speak for. */
export type KfAccount = {
  account: string
  id: string
  nick: string
  avatarUrl: string
  /** The WeChat user who answers here; null until somebody accepted an invitation. */
  boundTo: { personId: string; wechatId: string } | null
  invitation: KfInvitation | null
  /** Logged in at WeChat's own desk, and how many fans are served there beside those of this world. */
  online: boolean
  acceptedCases: number
}
export type KfInvitation = {
  /** The service notification that carries it. */
  noticeId: string
  personId: string
  wechatId: string
  expiresAt: number
  rejected: boolean
}
export type InvitationState = 'waiting' | 'rejected' | 'expired'

type AccountRefusal = 65401 | 65403 | 65404 | 65405 | 65406
export type KfRefusal = AccountRefusal | 65411 | 65412

const MOST_ACCOUNTS = 100
const LONGEST_NICK = 16
const INVITATION_MS = 7 * 86_400_000

export function newKf(account: string, id: string, nick: string): KfAccount {
  return {
    account,
    id,
    nick,
    avatarUrl: '',
    boundTo: null,
    invitation: null,
    online: false,
    acceptedCases: 0,
  }
}

/**
 * Adds an account: prefix of up to ten letters, digits or `_`, then `@` and one of the suffixes that the Official
 * Account has: its WeChat id, or `gh_…` as seen in reports (protocol 6.1).
 */
export function addKf(
  list: KfAccount[],
  suffixes: string[],
  account: string,
  nick: string,
): AccountRefusal | 0 {
  const [, suffix] = /^[A-Za-z0-9_]{1,10}@(.+)$/.exec(account) ?? []
  if (suffix === undefined || !suffixes.includes(suffix)) return 65404
  if (!isNick(nick)) return 65403
  if (list.some((kf) => kf.account === account)) return 65406
  if (list.length >= MOST_ACCOUNTS) return 65405
  const highest = list.reduce((most, kf) => Math.max(most, Number(kf.id)), 1000)
  list.push(newKf(account, String(highest + 1), nick))
  return 0
}

export function renameKf(list: KfAccount[], account: string, nick: string): 65401 | 65403 | 0 {
  const kf = list.find((each) => each.account === account)
  if (kf === undefined) return 65401
  if (!isNick(nick)) return 65403
  kf.nick = nick
  return 0
}

export function removeKf(list: KfAccount[], account: string): 65401 | 0 {
  const at = list.findIndex((kf) => kf.account === account)
  if (at < 0) return 65401
  list.splice(at, 1)
  return 0
}

/** What stands between this kf account and an invitation: 65401, 65412 bound already, 65411 one is pending. */
export function openToInvitation(list: KfAccount[], account: string, at: number): KfAccount | KfRefusal {
  const kf = list.find((each) => each.account === account)
  if (kf === undefined) return 65401
  if (kf.boundTo !== null) return 65412
  if (kf.invitation !== null && invitationState(kf.invitation, at) === 'waiting') return 65411
  return kf
}

export function newInvitation(who: { id: string; wechatId: string }, noticeId: string, at: number) {
  const { id: personId, wechatId } = who
  return { noticeId, personId, wechatId, expiresAt: at + INVITATION_MS, rejected: false }
}

export function invitationState(invitation: KfInvitation, at: number): InvitationState {
  if (invitation.rejected) return 'rejected'
  return at < invitation.expiresAt ? 'waiting' : 'expired'
}

function isNick(nick: string): boolean {
  return nick.length > 0 && nick.length <= LONGEST_NICK
}
