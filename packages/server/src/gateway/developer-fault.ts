import type { DeveloperFailureReason } from '@duokefu/contract'
import type { CodecProblem } from '@duokefu/wechat'

/** Why the developer URL gave no answer that could be used; `status` of HTTP, where it came that far. */
export interface DeveloperFault {
  readonly reason: DeveloperFailureReason
  readonly status: number | null
}

const reasonOfCode: Readonly<Record<string, DeveloperFailureReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_big',
  ERR_BODY_TOO_LARGE: 'too_big',
  ERR_PRIVATE_ADDRESS: 'private_address',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed',
  EPROTO: 'tls',
}

/** What the transport threw. A connection that broke after it was made is a `reset`. */
export function faultOf(error: unknown): DeveloperFault {
  return { reason: reasonOf(error), status: null }
}

function reasonOf(error: unknown): DeveloperFailureReason {
  if (!(error instanceof Error)) return 'reset'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = reasonOfCode[code]
  if (known !== undefined) return known
  if (error.name === 'HTTPParserError') return 'malformed'
  if (/TLS|SSL|CERT|SIGNATURE/.test(code)) return 'tls'
  // Several addresses were tried: why the first one failed.
  const first = error instanceof AggregateError ? error.errors[0] : error.cause
  return first === undefined ? 'reset' : reasonOf(first)
}

/** An HTTP status that is no answer; null for one that is. */
export function faultOfStatus(status: number): DeveloperFault | null {
  if (status >= 200 && status < 300) return null
  return { reason: status >= 300 && status < 400 ? 'redirect' : 'status', status }
}

/** An answer that is no reply. */
export function faultOfReply(problem: CodecProblem): DeveloperFault {
  return { reason: problem === 'too_large' ? 'too_big' : 'malformed', status: null }
}

/** Nobody was reached, so that nothing was sent: it may be tried again without being heard twice. */
export function wasNeverSent({ reason }: DeveloperFault): boolean {
  return reason === 'refused' || reason === 'dns'
}

/** The message was heard, and only its answer was of no use: no reason to leave the developer URL alone. */
export function wasHeard({ reason }: DeveloperFault): boolean {
  return reason === 'malformed' || reason === 'too_big'
}
