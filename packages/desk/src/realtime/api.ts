import type {
  CommandAnswer,
  ConversationAnswer,
  DeskCommandBody,
  DeskSnapshot,
  MessagesAnswer,
  MySettings,
  RecentAnswer,
  ServingAnswer,
  SessionAnswer,
  UploadAnswer,
} from '@duokefu/contract'
import { type ApiError, apiError, asApiError } from './api-error.ts'
import { decode, request, requestJson, type SandboxAgents } from './http.ts'

/** Routes of whoever is logged in, before an account is chosen. */
export const loginApi = {
  async session(): Promise<SessionAnswer> {
    return decode('session', await request('/api/session'))
  },
  /** Trades the token of a one-time link for a session cookie. */
  async loginByLink(token: string): Promise<void> {
    await requestJson('/api/login/link', 'POST', { token })
  },
  /** Exists only while the simulated WeChat is on. */
  async loginBySandbox(agentId: string): Promise<void> {
    await requestJson('/api/login/sandbox', 'POST', { agentId })
  },
  async sandboxAgents(): Promise<SandboxAgents> {
    return decode('sandboxAgents', await request('/api/sandbox/agents'))
  },
  /** How many customers wait in each of one's accounts, by its id. */
  async waitingCounts(): Promise<Readonly<Record<string, number>>> {
    const answer = (await request('/api/session/waiting')) as { waiting: Record<string, number> }
    return answer.waiting
  },
  async logout(): Promise<void> {
    await requestJson('/api/logout', 'POST', {})
  },
}

/** The newest page, the one before or after a cursor of an earlier answer, or both sides of a record. */
export type PageAsked =
  | { readonly newest: true }
  | { readonly before: string }
  | { readonly after: string; readonly limit?: number }
  | { readonly around: number }

export interface CustomerPatch {
  readonly remark?: string | null
  readonly description?: string | null
}

/** The routes of one account. Every function throws `ApiError`. */
export interface Api {
  readonly accountId: string
  /** Hears of every error too, whoever asked: the end of a login concerns the whole desk. */
  onError(listener: (error: ApiError) => void): void
  /** Asks nothing but whether the login still stands. */
  checkLogin(): Promise<void>
  desk(): Promise<DeskSnapshot>
  recent(before: number | null): Promise<RecentAnswer>
  /** For supervisors: everybody who is being served. */
  serving(): Promise<ServingAnswer>
  conversation(openid: string): Promise<ConversationAnswer>
  messages(openid: string, page: PageAsked): Promise<MessagesAnswer>
  command(openid: string, body: DeskCommandBody): Promise<CommandAnswer>
  patchCustomer(openid: string, patch: CustomerPatch): Promise<ConversationAnswer>
  patchMe(patch: Partial<MySettings>): Promise<MySettings>
  /** Puts everybody whom I serve back into the queue. */
  release(): Promise<void>
  upload(file: Blob, name: string): Promise<UploadAnswer>
  /** Has a file of a fan fetched from WeChat once more. */
  retryMedia(key: string): Promise<void>
  /** Address of a stored file; `small`: of a picture as threads and lists show it (L10). */
  mediaUrl(key: string, as?: 'small'): string
}

export function createApi(accountId: string): Api {
  const account = `/api/accounts/${encodeURIComponent(accountId)}`
  const of = (openid: string) => `${account}/conversations/${encodeURIComponent(openid)}`
  let tell: (error: ApiError) => void = () => {}

  async function heard(asked: Promise<unknown>): Promise<unknown> {
    try {
      return await asked
    } catch (thrown) {
      tell(asApiError(thrown))
      throw thrown
    }
  }
  const get = (path: string) => heard(request(path))
  const say = (path: string, method: 'POST' | 'PATCH', body: unknown) =>
    heard(requestJson(path, method, body))

  return {
    accountId,
    onError(listener) {
      tell = listener
    },
    async checkLogin() {
      const { person } = decode('session', await get('/api/session'))
      if (person === null) await heard(Promise.reject(apiError('not_logged_in', true)))
    },
    async desk() {
      return decode('desk', await get(`${account}/desk`))
    },
    async recent(before) {
      return decode('recent', await get(`${account}/recent${before === null ? '' : `?before=${before}`}`))
    },
    async serving() {
      return decode('serving', await get(`${account}/serving`))
    },
    async conversation(openid) {
      return decode('conversation', await get(of(openid)))
    },
    async messages(openid, page) {
      const { newest: _, ...asked } = { newest: true, ...page }
      const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]))
      return decode('messages', await get(`${of(openid)}/messages?${query}`))
    },
    async command(openid, body) {
      return decode('command', await say(`${of(openid)}/commands`, 'POST', body))
    },
    async patchCustomer(openid, patch) {
      return decode('conversation', await say(`${of(openid)}/customer`, 'PATCH', patch))
    },
    async patchMe(patch) {
      return decode('settings', await say(`${account}/me`, 'PATCH', patch))
    },
    async release() {
      await say(`${account}/me/release`, 'POST', {})
    },
    async upload(file, name) {
      const form = new FormData()
      form.append('media', file, name)
      return decode('upload', await heard(request(`${account}/media`, { method: 'POST', body: form })))
    },
    async retryMedia(key) {
      await say(`${account}/media/${encodeURIComponent(key)}/retry`, 'POST', {})
    },
    mediaUrl: (key, as) => `${account}/media/${encodeURIComponent(key)}${as === undefined ? '' : `/${as}`}`,
  }
}
