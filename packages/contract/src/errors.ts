import { z } from 'zod'

/** Every refusal of the engine, and what can go wrong at the door. The desk has a sentence for each. */
export const errorCodes = [
  'nobody_waiting',
  'already_served',
  'reserved_for_another',
  'session_ended',
  'not_yours',
  'not_allowed',
  'at_maximum',
  'agent_unknown',
  'agent_offline',
  'transfer_to_self',
  'too_late',
  'already_written',
  'held_left',
  'quota_used',
  'reply_window_closed',
  'unsubscribed',
  'interface_off',
  'not_logged_in',
  'login_link_invalid',
  'login_ticket_ended',
  'qr_unavailable',
  'wrong_password',
  'wrong_code',
  'login_name_taken',
  'changed_meanwhile',
  'appid_taken',
  'pattern_invalid',
  'not_found',
  'invalid_request',
  'media_too_large',
  'media_type_unsupported',
  'kf_account_taken',
  'kf_suffix_missing',
  'last_owner',
  'group_name_taken',
  'already_bound',
  'already_agent',
  'invitation_unknown',
  'phone_unknown',
  'limit_reached',
  'rate_limited',
  'too_slow',
  'unavailable',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** Body of every answer that is not 2xx. */
export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    /** Who won, for refusals that name somebody. */
    by: z.string().nullable(),
    /** A figure of the refusal: the maximum reached, or how many held replies are left. */
    count: z.number().int().nullable(),
    /** True when WeChat itself said no, so that 「仍然发送」 makes no sense. */
    final: z.boolean(),
    /** Names the log line of an internal error. */
    requestId: z.string().nullable(),
  }),
})
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>
