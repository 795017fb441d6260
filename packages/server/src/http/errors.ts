import type { ErrorAnswer, ErrorCode } from '@duokefu/contract'
import type { Refusal } from '@duokefu/engine'

/** A code without a status does not compile. */
export const STATUS_OF: Record<ErrorCode, number> = {
  nobody_waiting: 409,
  already_served: 409,
  reserved_for_another: 409,
  session_ended: 409,
  not_yours: 403,
  not_allowed: 403,
  at_maximum: 409,
  agent_unknown: 409,
  agent_offline: 409,
  transfer_to_self: 409,
  too_late: 409,
  already_written: 409,
  held_left: 409,
  quota_used: 409,
  reply_window_closed: 409,
  unsubscribed: 409,
  interface_off: 409,
  not_logged_in: 401,
  login_link_invalid: 410,
  login_ticket_ended: 410,
  qr_unavailable: 409,
  wrong_password: 403,
  wrong_code: 403,
  login_name_taken: 409,
  changed_meanwhile: 409,
  appid_taken: 409,
  pattern_invalid: 400,
  not_found: 404,
  invalid_request: 400,
  media_too_large: 413,
  media_type_unsupported: 415,
  kf_account_taken: 409,
  kf_suffix_missing: 409,
  last_owner: 409,
  group_name_taken: 409,
  already_bound: 409,
  already_agent: 409,
  invitation_unknown: 404,
  phone_unknown: 401,
  limit_reached: 409,
  rate_limited: 429,
  too_slow: 503,
  unavailable: 503,
  internal: 500,
}

interface Details {
  readonly by?: string | null
  readonly count?: number | null
  readonly final?: boolean
  readonly cause?: unknown
}

/** A no that the person at the screen is told, with its reason. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: Details

  constructor(code: ErrorCode, details: Details = {}) {
    super(code, { cause: details.cause })
    this.code = code
    this.details = details
  }
}

/** The engine's refusal as an error at the edge: who won, how many, whether it is WeChat's own no. */
export function refusalError(refusal: Refusal | { readonly code: 'not_found' }): AppError {
  return new AppError(refusal.code, {
    by: 'by' in refusal ? refusal.by : null,
    count: 'maximum' in refusal ? refusal.maximum : 'count' in refusal ? refusal.count : null,
    final: 'final' in refusal ? refusal.final : false,
  })
}

/** The body that every answer other than 2xx has. */
export function errorAnswer(
  code: ErrorCode,
  details: Details = {},
  requestId: string | null = null,
): ErrorAnswer {
  const { by = null, count = null, final = false } = details
  return { error: { code, by, count, final, requestId } }
}
