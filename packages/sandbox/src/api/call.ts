import type { Json } from '../json-fields.ts'
import type { AccountState, World } from '../world/world.ts'
import type { ErrCode } from './errors.ts'

/** One API call after its token was found good. */
export type Call = {
  world: World
  state: AccountState
  query: Record<string, string>
  /** The body as an object; null when there is none or it is something else. */
  json: Json | null
  /** The multipart file of field `media`; null when there is none. */
  file: { bytes: Buffer; filename: string } | null
  at: number
}

export type Answer =
  | { kind: 'json'; body: unknown }
  | { kind: 'file'; bytes: Buffer; contentType: string; filename: string }
  | { kind: 'error'; errcode: ErrCode }

export type Route = { method: 'GET' | 'POST' | 'any'; path: string; handle: (call: Call) => Answer }

export const ok: Answer = { kind: 'json', body: { errcode: 0, errmsg: 'ok' } }
export const json = (body: unknown): Answer => ({ kind: 'json', body })
export const error = (errcode: ErrCode): Answer => (errcode === 0 ? ok : { kind: 'error', errcode })
