import type { Push } from '../src/push/record.ts'
import type { CryptoMode, DataFormat } from '../src/world/account.ts'
import type { Entry } from '../src/world/entry.ts'
import type { MenuButton, MenuPlace } from '../src/world/menu.ts'
import type { FaultKind, Faults } from '../src/world/misbehaviour.ts'
import type { ReplyWindow } from '../src/world/reply-window.ts'

export type { Push, PushTry } from '../src/push/record.ts'
export type { Content, Entry, Notice as ChatNotice } from '../src/world/entry.ts'
export type { MenuButton, MenuEntry, MenuPlace } from '../src/world/menu.ts'
export type { Fault, FaultKind, Faults } from '../src/world/misbehaviour.ts'
export type { ReplyWindow } from '../src/world/reply-window.ts'

/** A fan as the control API presents them. */
export type Fan = {
  id: string
  name: string
  color: string
  wechatId: string
  qq: string
  phone: string
  kind: 'fan' | 'staff'
  openid: string
  follows: boolean
  window: ReplyWindow | null
  typingUntil: number
  last: Entry | null
}
/** A card in 「服务通知」. */
export type Notice = {
  id: string
  at: number
  accountName: string
  body:
    | {
        type: 'kf_invitation'
        kfAccount: string
        nick: string
        state: 'waiting' | 'accepted' | 'rejected' | 'expired' | 'withdrawn'
        expiresAt: number | null
      }
    | { type: 'template'; title: string; url: string; lines: { label: string; value: string }[] }
}
/** What 扫一扫 found: something that happened, or a page to open. */
export type Scanned = { kind: 'event' } | { kind: 'page'; url: string }
export type AccountView = {
  account: {
    name: string
    appid: string
    mode: CryptoMode
    format: DataFormat
    serverUrl: string | null
    verified: boolean
    kfEnabled: boolean
    ipAllowlist: string[] | null
  }
  /** What stands at the foot of the chat; null when nothing was published. */
  menu: MenuButton[] | null
  /** The agents in whose names the account can write. */
  kf: KfAccount[]
  tokens: { stable: TokenView | null; basic: TokenView | null }
}
export type KfAccount = { account: string; nick: string; avatarUrl: string }
export type TokenView = { expiresAt: number; end: string }
/** `oneClick` is false for an owner, who logs in by link or phone. */
export type Agent = { agentId: string; name: string; oneClick: boolean; avatarUrl: string | null }
export type Face = { code: string; name: string; emoji: string }

/** Asks the control API. Throws when it is not there or refuses. */
async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const json = body === undefined || body instanceof FormData
  const response = await fetch(`/sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: json ? (body as FormData) : JSON.stringify(body) }),
    ...(json ? {} : { headers: { 'content-type': 'application/json' } }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as T
}

const person = (id: string) => `/people/${encodeURIComponent(id)}`

export const api = {
  account: () => ask<AccountView>('/account'),
  people: () => ask<{ people: Fan[] }>('/people'),
  faces: () => ask<{ faces: Face[] }>('/faces'),
  log: (id: string) => ask<{ entries: Entry[] }>(`${person(id)}/log`),
  notices: (id: string) => ask<{ notices: Notice[] }>(`${person(id)}/notices`),
  answerNotice: (id: string, notice: string, accept: boolean) =>
    ask<{ notice: Notice }>(`${person(id)}/notices/${notice}/answer`, 'POST', { accept }),
  scan: (id: string, url: string) => ask<Scanned>(`${person(id)}/scan-url`, 'POST', { url }),
  framable: (url: string) => ask<{ framable: boolean }>(`/frame?url=${encodeURIComponent(url)}`),
  pushes: () => ask<{ pushes: Push[] }>('/pushes?limit=30'),
  faults: () => ask<{ faults: Faults }>('/misbehave'),
  agents: async () => {
    const { serverOrigin, agents } = await ask<{ serverOrigin: string | null; agents: Agent[] }>('/agents')
    return { serverOrigin, agents: agents.filter(({ oneClick }) => oneClick) }
  },
  say: (id: string, message: object) => ask(`${person(id)}/messages`, 'POST', message),
  upload: (id: string, file: File) => {
    const form = new FormData()
    form.append('media', file)
    return ask(`${person(id)}/messages`, 'POST', form)
  },
  tapMenu: (id: string, place: MenuPlace, scanned = '') =>
    ask(`${person(id)}/menu`, 'POST', { ...place, scanned }),
  act: (id: string, act: 'follow' | 'unfollow' | 'scan', body: object = {}) =>
    ask(`${person(id)}/${act}`, 'POST', body),
  setFault: (kind: FaultKind, fault: object) => ask('/misbehave', 'PUT', { [kind]: fault }),
  noFaults: () => ask('/misbehave', 'DELETE'),
  expireTokens: () => ask('/misbehave/expire-tokens', 'POST'),
  repeatPush: (id: number) => ask(`/pushes/${id}/repeat`, 'POST'),
  setAccount: (changes: object) => ask('/account', 'PUT', changes),
  reset: () => ask('/reset', 'POST'),
}
