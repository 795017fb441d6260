import type {
  CommandAnswer,
  ConversationAnswer,
  DeskSnapshot,
  ErrorAnswer,
  MessagesAnswer,
  MySettings,
  RecentAnswer,
  ServerFrame,
  ServingAnswer,
  SessionAnswer,
  UploadAnswer,
} from '@duokefu/contract'
import { ApiError, apiError } from './api-error.ts'

/** What the server can say, by the name under which development builds check it. */
export interface Answers {
  session: SessionAnswer
  sandboxAgents: SandboxAgents
  desk: DeskSnapshot
  recent: RecentAnswer
  serving: ServingAnswer
  conversation: ConversationAnswer
  messages: MessagesAnswer
  command: CommandAnswer
  settings: MySettings
  upload: UploadAnswer
  frame: ServerFrame
}

export interface SandboxAgents {
  readonly agents: readonly {
    readonly agentId: string
    readonly name: string
    readonly oneClick: boolean
    readonly avatarUrl: string | null
    /** Their simulated phone, by the sandbox's name of it. */
    readonly phone: string | null
  }[]
}

/**
 * Reads what our own server of the same release said. Development builds check it against the
 * contract; in production the schemas would cost 20 kB of the first load and catch nothing new.
 */
export function decode<K extends keyof Answers>(kind: K, value: unknown): Answers[K] {
  if (import.meta.env.DEV) {
    void import('./contract-check.ts').then(({ checkAnswer }) => checkAnswer(kind, value))
  }
  return value as Answers[K]
}

/** One request with the session's cookie. Throws `ApiError`; no answer at all is `unavailable`. */
export async function request(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await reach(path, init)
  const text = await response.text().catch((cause: unknown) => {
    throw apiError('unavailable', false, cause)
  })
  const body: unknown = text === '' ? null : parse(text)
  if (response.ok) return body
  throw new ApiError(errorOf(body, response.status))
}

/** As `request`, for a JSON body. */
export function requestJson(
  path: string,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  body: unknown,
): Promise<unknown> {
  return request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    throw apiError('unavailable', false, cause)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function errorOf(body: unknown, status: number): ErrorAnswer['error'] {
  if (isErrorAnswer(body)) return body.error
  // A proxy before the server answers in its own words.
  const code = status === 401 ? 'not_logged_in' : status >= 500 ? 'unavailable' : 'internal'
  return { code, by: null, count: null, final: false, requestId: null }
}

function isErrorAnswer(body: unknown): body is ErrorAnswer {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error
}
