/** An agent's account in WeChat's own customer-service desk: what custom/send may speak for. */
export type KfAccount = {
  account: string
  id: string
  nick: string
  avatarUrl: string
  invitation: { wechatId: string; expiresAt: number } | null
}

export type KfRefusal = 65401 | 65403 | 65404 | 65405 | 65406 | 65411

const MOST_ACCOUNTS = 100
const LONGEST_NICK = 16
const INVITATION_MS = 7 * 86_400_000

/** Adds an account: prefix of up to ten letters, digits or `_`, then `@` and the account's WeChat id. */
export function addKf(list: KfAccount[], account: string, nick: string): KfRefusal | 0 {
  if (!/^[A-Za-z0-9_]{1,10}@[A-Za-z0-9_-]{1,30}$/.test(account)) return 65404
  if (!isNick(nick)) return 65403
  if (list.some((kf) => kf.account === account)) return 65406
  if (list.length >= MOST_ACCOUNTS) return 65405
  const highest = list.reduce((most, kf) => Math.max(most, Number(kf.id)), 1000)
  list.push({ account, id: String(highest + 1), nick, avatarUrl: '', invitation: null })
  return 0
}

export function renameKf(list: KfAccount[], account: string, nick: string): KfRefusal | 0 {
  const kf = list.find((each) => each.account === account)
  if (kf === undefined) return 65401
  if (!isNick(nick)) return 65403
  kf.nick = nick
  return 0
}

export function removeKf(list: KfAccount[], account: string): KfRefusal | 0 {
  const at = list.findIndex((kf) => kf.account === account)
  if (at < 0) return 65401
  list.splice(at, 1)
  return 0
}

/** Invites a WeChat id to be this agent; one open invitation at a time. */
export function inviteKf(list: KfAccount[], account: string, wechatId: string, at: number): KfRefusal | 0 {
  const kf = list.find((each) => each.account === account)
  if (kf === undefined) return 65401
  if (kf.invitation !== null && at < kf.invitation.expiresAt) return 65411
  kf.invitation = { wechatId, expiresAt: at + INVITATION_MS }
  return 0
}

function isNick(nick: string): boolean {
  return nick.length > 0 && nick.length <= LONGEST_NICK
}
