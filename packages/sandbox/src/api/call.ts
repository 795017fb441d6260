import type { Json } from '../json-fields.ts'
import type { Fan } from '../world/fan.ts'
import type { Happening } from '../world/fan-acts.ts'
import type { AccountState, World } from '../world/world.ts'
import type { ErrCode } from './errors.ts'

/** One API call after its token was found good. */
export type Call = {
  world: World
  state: AccountState
  query: Record<string, string>
  /** The body as an object; null when there is none or it is something else. */
  json: Json | null
  /** The body as it came; '' when there is none or it is multipart. */
  text: string
  /** The multipart file of field `media`; null when there is none. */
  file: { bytes: Buffer; filename: string } | null
  at: number
  /** Tells the account's server what a call brought about. */
  push: (fan: Fan, happening: Happening) => void
}

export type Answer =
  | { kind: 'json'; body: unknown }
  | { kind: 'file'; bytes: Buffer; contentType: string; filename: string }
  | { kind: 'error'; errcode: ErrCode; detail?: string }

/** What the account must have for a call: a verification (48001), and the customer-service feature (65400). */
export type Right = 'verified' | 'kf'

export type Route = {
  method: 'GET' | 'POST' | 'any'
  path: string
  needs?: Right
  handle: (call: Call) => Answer
}

export const ok: Answer = { kind: 'json', body: { errcode: 0, errmsg: 'ok' } }
export const json = (body: unknown): Answer => ({ kind: 'json', body })
export const error = (errcode: ErrCode, detail?: string): Answer =>
  errcode === 0 ? ok : { kind: 'error', errcode, ...(detail === undefined ? {} : { detail }) }

/** 48001 or 65400 when the account lacks the right, else null. */
export function missingRight({ account }: AccountState, needs: Right | undefined): Answer | null {
  if (needs === undefined) return null
  if (!account.verified) return error(48001)
  return needs === 'kf' && !account.kfEnabled ? error(65400) : null
}
