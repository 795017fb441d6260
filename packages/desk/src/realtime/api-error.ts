import type { ErrorAnswer, ErrorCode } from '@duokefu/contract'

/**
 * What the server refused, or that it could not be reached (`unavailable`, `reached` false).
 * The sentence for a code is in the locales under `error.<code>`.
 */
export class ApiError extends Error {
  readonly code: ErrorCode
  /** Who won, for refusals that name somebody. */
  readonly by: string | null
  readonly count: number | null
  /** WeChat itself said no: 「仍然发送」 makes no sense. */
  readonly final: boolean
  readonly requestId: string | null
  /** False when no answer came at all, so that the outcome is unknown. */
  readonly reached: boolean

  constructor(error: ErrorAnswer['error'], reached = true, options?: ErrorOptions) {
    super(error.code, options)
    this.name = 'ApiError'
    this.code = error.code
    this.by = error.by
    this.count = error.count
    this.final = error.final
    this.requestId = error.requestId
    this.reached = reached
  }
}

/** An `ApiError` for a code that was found on this side. */
export function apiError(code: ErrorCode, reached: boolean, cause?: unknown): ApiError {
  return new ApiError({ code, by: null, count: null, final: false, requestId: null }, reached, { cause })
}

/** Whatever was thrown, as something that has a sentence. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : apiError('internal', true, thrown)
}
