import { Buffer } from 'node:buffer'
import { type ApiResult, classify, type WechatError } from './errors.ts'

/** The part of `fetch` that is used, so that any implementation (global, undici) can be passed in. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchAnswer>

export interface FetchInit {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  signal: AbortSignal
}

export interface FetchAnswer {
  status: number
  headers: { get(name: string): string | null }
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface Transport {
  /** Where the API lives, `https://api.weixin.qq.com` unless it is a sandbox. */
  baseUrl: string
  fetch: FetchLike
  /** For one call, answer's body included. */
  timeoutMs: number
}

export interface ApiRequest {
  method: 'GET' | 'POST'
  path: string
  query: Record<string, string>
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  /** Whether it does no harm to call it twice; then a lost answer is `retry` and not `uncertain`. */
  repeatable: boolean
}

export interface RawAnswer {
  status: number
  contentType: string
  disposition: string
  bytes: Buffer
}

type JsonObject = { readonly [name: string]: unknown }

/** One call whose answer must be a JSON object; a missing errcode is 0 (query APIs have none). */
export async function callJson(transport: Transport, request: ApiRequest): Promise<ApiResult<JsonObject>> {
  const answer = await callRaw(transport, urlOf(transport, request), request)
  return answer.ok ? jsonResult(answer.value, request.repeatable) : answer
}

/** One call as bytes. Fails only when no answer came, never by what the answer says. */
export async function callRaw(
  transport: Transport,
  url: string,
  request: Pick<ApiRequest, 'method' | 'headers' | 'body' | 'repeatable'>,
): Promise<ApiResult<RawAnswer>> {
  const { method, headers = {}, body, repeatable } = request
  const signal = AbortSignal.timeout(transport.timeoutMs)
  try {
    const answer = await transport.fetch(url, {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    return {
      ok: true,
      value: {
        status: answer.status,
        contentType: answer.headers.get('content-type') ?? '',
        disposition: answer.headers.get('content-disposition') ?? '',
        bytes,
      },
    }
  } catch (fault) {
    return { ok: false, error: faultError(fault, repeatable) }
  }
}

/** WeChat answers 200 with JSON, also for errors. Whatever else comes is not WeChat's word, but a proxy's on the way. */
export function jsonResult(answer: RawAnswer, repeatable: boolean): ApiResult<JsonObject> {
  const json = jsonObjectOf(answer.bytes)
  if (json === null) return { ok: false, error: strangeAnswer(answer.status, repeatable) }
  const errcode = typeof json.errcode === 'number' ? json.errcode : 0
  if (errcode === 0) return { ok: true, value: json }
  const errmsg = typeof json.errmsg === 'string' ? json.errmsg : ''
  return { ok: false, error: { kind: classify(errcode), errcode, errmsg, sent: true } }
}

function jsonObjectOf(bytes: Buffer): JsonObject | null {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null
  } catch {
    return null
  }
}

/** A 4xx was turned away before it was carried out; all else may have been. */
function strangeAnswer(status: number, repeatable: boolean): WechatError {
  const errmsg = `HTTP ${status} without JSON`
  if (status === 429) return { kind: 'retry', errcode: null, errmsg, sent: false }
  if (status >= 400 && status < 500 && status !== 408)
    return { kind: 'refused', errcode: null, errmsg, sent: false }
  return { kind: repeatable ? 'retry' : 'uncertain', errcode: null, errmsg, sent: true }
}

export function urlOf(transport: Transport, request: Pick<ApiRequest, 'path' | 'query'>): string {
  const query = new URLSearchParams(request.query).toString()
  return `${transport.baseUrl.replace(/\/+$/, '')}${request.path}${query === '' ? '' : `?${query}`}`
}

// How one knows, from outside a fetch, that a request was never written: name resolution, connecting and the TLS
// handshake come before the first byte of it. Everything else (timeouts, resets, a closed socket) may come after.
const BEFORE_WRITING =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+)$/

/** A fault of the transport → `retry` when nothing was written (or repeating is harmless), else `uncertain`. */
export function faultError(fault: unknown, repeatable: boolean): WechatError {
  const sent = !wasNeverWritten(fault)
  return { kind: sent && !repeatable ? 'uncertain' : 'retry', errcode: null, errmsg: describe(fault), sent }
}

function wasNeverWritten(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false
  // Happy Eyeballs: one error per address that was tried.
  if (fault instanceof AggregateError && fault.errors.length > 0) return fault.errors.every(wasNeverWritten)
  if (BEFORE_WRITING.test(stringOf(fault, 'code')) || stringOf(fault, 'syscall') === 'connect') return true
  // Node gives a reset during the handshake the same code as one after it.
  if (fault.message.includes('before secure TLS connection was established')) return true
  return fault.cause !== undefined && wasNeverWritten(fault.cause)
}

function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return 'transport failed'
  const code = stringOf(fault, 'code') || (fault.cause instanceof Error ? stringOf(fault.cause, 'code') : '')
  return code === '' ? fault.name : `${fault.name} ${code}`
}

function stringOf(error: Error, name: 'code' | 'syscall'): string {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}
