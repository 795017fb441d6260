import { z } from 'zod'
import { accountIdSchema } from './ids.ts'

/** What a QR or a link holds: 256 random bits as base64url. */
const tokenSchema = z.string().regex(/^[\w-]{43}$/)

/** How the agents of an account log in: WeChat's web authorization, a QR with a scene, or by password alone. */
export const loginWaySchema = z.enum(['oauth', 'scan', 'password'])
export type LoginWay = z.infer<typeof loginWaySchema>

/** `GET /api/login/accounts`: which accounts one may log in to here. */
export const loginAccountsAnswerSchema = z.object({
  accounts: z.array(z.object({ id: accountIdSchema, name: z.string(), way: loginWaySchema })),
})
export type LoginAccount = z.infer<typeof loginAccountsAnswerSchema>['accounts'][number]

/** `POST /api/login/tickets`: a QR for this browser, which gets a cookie that binds it. */
export const loginTicketBodySchema = z.object({ account: accountIdSchema })
export const loginTicketAnswerSchema = z.object({
  ticket: tokenSchema,
  /** What the QR says. */
  url: z.string(),
  digits: z.string(),
  /** Milliseconds that it still lives. */
  lastsMs: z.number().int(),
})
export type LoginTicket = z.infer<typeof loginTicketAnswerSchema>

/** waiting → scanned → confirmed → entered, or an end: cancelled on the phone, refused (a stranger's phone), expired. */
export const loginTicketStateSchema = z.enum([
  'waiting',
  'scanned',
  'confirmed',
  'entered',
  'cancelled',
  'refused',
  'expired',
])
export type LoginTicketState = z.infer<typeof loginTicketStateSchema>

export const loginTicketParamsSchema = z.object({ ticket: tokenSchema })
/** `GET /api/login/tickets/:ticket?after=`: answers when the state is another than this one, or after a while. */
export const loginTicketQuerySchema = z.object({ after: loginTicketStateSchema.optional() })
export const loginTicketStateAnswerSchema = z.object({ state: loginTicketStateSchema })

/** `POST /api/phone/tickets/:ticket/open`, from the page that the scan opened. */
export const phoneOpenBodySchema = z.object({
  /** From the fragment of the link that the account answered a scan with. */
  token: tokenSchema.nullable(),
  /** True when WeChat has just sent the browser back here. */
  arrived: z.boolean(),
})

/** What the confirm page shows next. */
export const phoneLoginStepSchema = z.discriminatedUnion('step', [
  /** Ask WeChat who this is: leave for this address. */
  z.object({ step: z.literal('authorize'), url: z.string() }),
  z.object({
    step: z.literal('confirm'),
    account: z.string(),
    person: z.string(),
    digits: z.string(),
    /** null when the browser didn't say. */
    browser: z.string().nullable(),
    system: z.string().nullable(),
    address: z.string(),
    at: z.number().int(),
  }),
  z.object({ step: z.literal('done'), account: z.string() }),
  z.object({
    step: z.literal('ended'),
    /** `used`: by another phone, or confirmed already. `not_wechat`: who holds the phone is not known. */
    reason: z.enum(['expired', 'used', 'cancelled', 'stranger', 'not_wechat']),
  }),
])
export type PhoneLoginStep = z.infer<typeof phoneLoginStepSchema>

/** `GET /api/phone/identity`: whether this phone is known on this page, and where to ask. */
export const phoneIdentityQuerySchema = z.object({
  account: accountIdSchema,
  /** Path of the page that asks; WeChat sends the browser back there, with `#wechat`. */
  return: z.string().regex(/^\/(m|login)\/[\w/-]{1,200}$/),
  /** False: WeChat is to be asked anew, whoever is known. A page that was just opened asks so. */
  arrived: z.stringbool().default(true),
})
export const phoneIdentityAnswerSchema = z.object({
  known: z.boolean(),
  /** null when it is known, or when the account can't ask WeChat (login way other than oauth). */
  authorizeUrl: z.string().nullable(),
})
export type PhoneIdentityAnswer = z.infer<typeof phoneIdentityAnswerSchema>

/** `POST /api/login/wechat`: in WeChat's own browser, where nobody can scan their screen. */
export const wechatLoginBodySchema = z.object({ account: accountIdSchema, arrived: z.boolean() })
export const wechatLoginAnswerSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('authorize'), url: z.string() }),
  z.object({ step: z.literal('in') }),
  z.object({ step: z.literal('ended'), reason: z.enum(['stranger', 'not_wechat']) }),
])
export type WechatLoginAnswer = z.infer<typeof wechatLoginAnswerSchema>

/** As it is typed; compared without regard to case. */
export const loginNameSchema = z
  .string()
  .trim()
  .min(2)
  .max(64)
  .regex(/^[^\s\p{Cc}]+$/u)
export const passwordSchema = z.string().min(8).max(128)
/** Six digits of the authenticator, or a recovery code. */
const codeSchema = z.string().trim().min(6).max(20)

/** `POST /api/login/password`. `code_needed`: the password is right, the second factor is missing. */
export const passwordLoginBodySchema = z.object({
  name: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
  code: codeSchema.nullable(),
})
export const passwordLoginAnswerSchema = z.object({ step: z.enum(['in', 'code_needed']) })

/** `GET /api/me/logins`: 登录设备, the newest use first. */
export const loginsAnswerSchema = z.object({
  logins: z.array(
    z.object({
      id: z.uuid(),
      /** The one that asks. */
      current: z.boolean(),
      browser: z.string().nullable(),
      system: z.string().nullable(),
      address: z.string().nullable(),
      createdAt: z.number().int(),
      lastSeenAt: z.number().int(),
    }),
  ),
  /** Login name and second factor; null: no password was set. */
  password: z
    .object({
      name: z.string(),
      totp: z.boolean(),
      recoveryCodesLeft: z.number().int(),
      /** False just after a login by QR or link: then a new one needs no old one. */
      asksCurrent: z.boolean(),
    })
    .nullable(),
})
export type LoginsAnswer = z.infer<typeof loginsAnswerSchema>

export const loginParamsSchema = z.object({ login: z.uuid() })

/** `PUT /api/me/password`; `current` is asked for as the answer above says. Other logins end. */
export const myPasswordBodySchema = z.object({
  name: loginNameSchema,
  password: passwordSchema,
  current: z.string().max(128).nullable(),
})

/** `POST /api/me/totp`: a secret that waits for its first code. */
export const totpBodySchema = z.object({ password: z.string().max(128) })
export const totpAnswerSchema = z.object({
  secret: z.string(),
  /** otpauth://…, for the QR. */
  url: z.string(),
})
/** `POST /api/me/totp/confirm` turns it on; the codes are shown this once. */
export const totpConfirmBodySchema = z.object({ code: codeSchema })
export const recoveryCodesAnswerSchema = z.object({ recoveryCodes: z.array(z.string()) })

/** `GET /api/session/waiting`: how many customers wait in each of one's accounts. */
export const waitingCountsAnswerSchema = z.object({ waiting: z.record(accountIdSchema, z.number().int()) })
