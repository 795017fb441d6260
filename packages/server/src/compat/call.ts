import type { Readable } from 'node:stream'
import type { Account } from '../accounts/account.ts'
import type { Actor } from '../audit/audit.ts'
import type { ErrCode } from './errors.ts'

export type Json = { readonly [name: string]: unknown }

/** Who calls: a program of one account, named by the token that it holds. */
export interface Caller {
  readonly account: Account
  /** null: it holds the account's own AppSecret. */
  readonly keyId: string | null
  /** As the audit log names it; it may do what an admin may. */
  readonly actor: Actor & { readonly role: 'admin' }
}

/** One call whose token was found good. */
export interface Call extends Caller {
  readonly method: 'GET' | 'POST'
  /** Path and query as they came, without the token. */
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string | null
  readonly body: Buffer
  /** The body as an object, whatever its content type says; null when it is something else. */
  readonly json: Json | null
}

export type Answer =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'error'; readonly errcode: number; readonly detail?: string }
  /** WeChat's own answer, passed on as it comes. */
  | {
      readonly kind: 'stream'
      readonly contentType: string
      readonly disposition: string | null
      readonly body: Readable
    }

/** A call that we answer ourselves. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'any'
  readonly path: string
  readonly handle: (call: Call) => Promise<Answer>
}

export const ok: Answer = { kind: 'json', body: { errcode: 0, errmsg: 'ok' } }

export function json(body: unknown): Answer {
  return { kind: 'json', body }
}

export function error(errcode: ErrCode, detail?: string): Answer {
  return detail === undefined ? { kind: 'error', errcode } : { kind: 'error', errcode, detail }
}

/** What another part of us, or WeChat, has said no with. */
export function refusal(errcode: number | null, errmsg: string): Answer {
  // Without a number nobody has answered: busy, and it may be tried again.
  return errcode === null ? { kind: 'error', errcode: -1 } : { kind: 'error', errcode, detail: errmsg }
}

/** A field as text; a number counts as its digits, everything else as ''. */
export function textOf(json: Json | null, name: string): string {
  const value = json?.[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

/** A JSON object of bytes; null for everything else. */
export function parseObject(body: Buffer): Json | null {
  try {
    return objectOf(JSON.parse(body.toString('utf8')))
  } catch {
    return null
  }
}

/** Deeper than any message of WeChat's; what reads and writes JSON takes a step of the stack for each. */
const deepest = 32

/** Whether it can be stored: no NUL, no half of a surrogate pair, and not nested without end. */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !/\0|\p{Surrogate}/u.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === deepest) return false
  return Object.entries(value).every(([name, each]) => isStorable(name) && isStorable(each, depth + 1))
}
