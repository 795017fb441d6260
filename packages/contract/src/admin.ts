import { z } from 'zod'
import { businessHoursSchema } from './business-hours.ts'
import { accountIdSchema, agentIdSchema, groupIdSchema, textSchema, timeSchema } from './ids.ts'

const nameSchema = textSchema.trim().min(1).max(30)
const secretSchema = z.string().regex(/^[\x21-\x7e]{6,128}$/)
/** 3 to 32 letters and digits: the rule of WeChat's own page 服务器配置. */
export const callbackTokenSchema = z.string().regex(/^[A-Za-z0-9]{3,32}$/)
/** Exactly 43 letters and digits, as WeChat's page makes them. */
export const encodingAesKeySchema = z.string().regex(/^[A-Za-z0-9]{43}$/)
const webUrlSchema = z.url({ protocol: /^https?$/ }).max(500)

/** Body of `POST /api/accounts` (接入公众号, step 1). The asker becomes the owner. */
export const newAccountSchema = z.object({
  name: nameSchema,
  appid: z.string().regex(/^wx[0-9A-Za-z]{8,30}$/),
  secret: secretSchema,
})
export type NewAccount = z.infer<typeof newAccountSchema>

/** What WeChat's page 服务器配置 needs. It leaves the server in this answer alone and can only be replaced later. */
export const callbackKeysSchema = z.object({
  token: callbackTokenSchema,
  encodingAesKey: encodingAesKeySchema,
})
export type CallbackKeys = z.infer<typeof callbackKeysSchema>

export const newAccountAnswerSchema = z.object({ id: accountIdSchema, keys: callbackKeysSchema })
export type NewAccountAnswer = z.infer<typeof newAccountAnswerSchema>

/** `GET …/connection` (admin): how an account is connected. Of secrets only whether they are there. */
export const connectionSchema = z.object({
  name: z.string(),
  appid: z.string(),
  /** What stands after the @ of kf accounts. */
  wechatId: z.string().nullable(),
  /** gh_…, known from the first callback on. */
  originalId: z.string().nullable(),
  mode: z.enum(['plain', 'compatible', 'safe']),
  callbackUrl: z.string(),
  /** What 网页授权域名 must be. */
  oauthHost: z.string(),
  loginWay: z.enum(['oauth', 'scan', 'password']),
  developer: z.object({ url: z.string(), ownToken: z.boolean(), encrypted: z.boolean() }).nullable(),
  interfaceOn: z.boolean(),
  /** The step that is to be done next; null once 完成接入 was pressed. */
  step: z.number().int().min(1).max(5).nullable(),
})
export type Connection = z.infer<typeof connectionSchema>

/** The merchant's own server. `token` and `encodingAesKey`: null = none of its own, undefined = as it was. */
export const developerUrlSchema = z.object({
  url: webUrlSchema,
  token: callbackTokenSchema.nullable().optional(),
  encodingAesKey: encodingAesKeySchema.nullable().optional(),
})

/** Body of `PATCH …/connection`. */
export const connectionPatchSchema = z.object({
  name: nameSchema.optional(),
  secret: secretSchema.optional(),
  wechatId: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{2,29}$/)
    .nullable()
    .optional(),
  mode: connectionSchema.shape.mode.optional(),
  developer: developerUrlSchema.nullable().optional(),
  step: connectionSchema.shape.step.optional(),
})
export type ConnectionPatch = z.infer<typeof connectionPatchSchema>

/** Body of `POST …/connection/keys`: replaces both; what isn't given is made. The old ones hold until WeChat uses the new. */
export const replaceKeysSchema = callbackKeysSchema.partial()

/** Body and answer of `POST …/connection/developer-test`: a signed GET as WeChat's own 提交 sends it. */
export const developerTestSchema = z.object({
  url: webUrlSchema,
  token: callbackTokenSchema.nullable().optional(),
})
export const developerTestAnswerSchema = z.object({
  result: z.enum(['ok', 'private_address', 'unreachable', 'timeout', 'status', 'wrong_echo']),
  /** The HTTP status, for `status`. */
  status: z.number().int().nullable(),
  tookMs: z.number().int(),
})
export type DeveloperTestAnswer = z.infer<typeof developerTestAnswerSchema>

/** What WeChat must allow before the desk can work, each with one cause and one next step. */
export const checkNames = ['token', 'ip', 'callback', 'kf', 'oauth'] as const
export type CheckName = (typeof checkNames)[number]
export const connectionCheckSchema = z.object({
  name: z.enum(checkNames),
  /** `waiting`: nothing is wrong yet, somebody else must act first. `untested`: nobody can know without trying. */
  state: z.enum(['ok', 'failed', 'waiting', 'untested']),
  problem: z
    .enum([
      'wechat_refused',
      'no_answer',
      'ip_not_allowed',
      'token_first',
      'not_public',
      'never_called',
      'wrong_signature',
      'no_right',
      'not_enabled',
      'try_it',
    ])
    .nullable(),
  errcode: z.number().int().nullable(),
  errmsg: z.string().nullable(),
  /** The address or host that the sentence names. */
  detail: z.string().nullable(),
  /** When it was last seen working. */
  at: timeSchema.nullable(),
})
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>
/** Answer of `POST …/connection/checks`: asks WeChat now. */
export const connectionChecksSchema = z.object({ at: timeSchema, checks: z.array(connectionCheckSchema) })
export type ConnectionChecks = z.infer<typeof connectionChecksSchema>

const turnedSchema = z.object({ by: z.string(), at: timeSchema }).nullable()
/** `GET …/interface` (S13): the switch, who turned it last, and whom turning it off would hit now. */
export const interfaceAnswerSchema = z.object({
  on: z.boolean(),
  changed: turnedSchema,
  serving: z.number().int(),
  waiting: z.number().int(),
  held: z.number().int(),
  hasDeveloper: z.boolean(),
  /** Whether WeChat's own desk has the customers (L3), and how many of our agents it knows, who alone can answer there. */
  wechatDesk: z.object({ on: z.boolean(), changed: turnedSchema, agents: z.number().int() }),
})
export type InterfaceAnswer = z.infer<typeof interfaceAnswerSchema>
/** Body of `PUT …/interface`, and of `PUT …/interface/wechat-desk`: on hands everything back to WeChat's own desk. */
export const interfaceBodySchema = z.object({ on: z.boolean() })

const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most)
const timeZoneSchema = z.string().max(64).refine(isTimeZone)

/** Whether a name is an IANA time zone that this machine knows. */
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const autoTextSchema = textSchema.trim().min(1).max(600)
/** What WeChat allows after an act of the fan: so many messages, for so long. */
const allowanceSchema = z.object({
  messages: wholeNumber(1, 100).or(z.literal('unlimited')),
  windowMinutes: wholeNumber(1, 10_080),
})

/** What an admin sets for the whole account, in the units of the page. */
export const accountSettingsSchema = z.object({
  endsAfter: z.enum(['last-activity', 'accepted']),
  idleMinutes: wholeNumber(1, 1_440),
  reopenedMinutes: wholeNumber(5, 2_880),
  /** How long a customer is kept for a named agent or group. */
  reservationSeconds: wholeNumber(10, 3_600),
  reservationFallback: z.enum(['everybody', 'keep']),
  takeBackSeconds: wholeNumber(0, 600),
  undoCloseSeconds: wholeNumber(0, 30),
  /** After so many days a held reply ends. */
  heldDays: wholeNumber(1, 30),
  retentionDays: wholeNumber(1, 3_650),
  agentsMayExport: z.boolean(),
  loginWay: connectionSchema.shape.loginWay,
  /** 排队提示, which may hold {position} and {minutes}; null = nothing is said. */
  queueNotice: autoTextSchema.nullable(),
  /** 默认回复: to what no rule decided and the developer URL had no word for. */
  defaultReply: autoTextSchema.nullable(),
  /** Once on a hand-over outside business hours, in place of the queue notice. */
  offHoursText: autoTextSchema.nullable(),
  /** Once to who waits for so long, or at once while nobody is online. */
  leaveMessage: z.object({ text: autoTextSchema, afterSeconds: wholeNumber(10, 86_400) }).nullable(),
  /** Who takes the customers of a named agent who isn't there, before everybody does. */
  fallbackGroup: groupIdSchema.nullable(),
  /** null = always open. */
  businessHours: businessHoursSchema.nullable(),
  handOverWhenDeveloperDown: z.boolean(),
  /** Replies in the answer to a callback cost nothing of the allowance. */
  passiveFree: z.boolean(),
  quota: z.object({
    message: allowanceSchema,
    menu: allowanceSchema,
    follow: allowanceSchema,
    scan: allowanceSchema,
    payment: allowanceSchema,
  }),
  /** IANA name; days of figures, business hours and times of rules are in it. */
  timeZone: timeZoneSchema,
})
export type AccountSettings = z.infer<typeof accountSettingsSchema>
/** `GET …/settings` (admin). `version` comes back with a change, so that nobody overwrites what they haven't seen. */
export const accountSettingsAnswerSchema = z.object({
  version: z.number().int(),
  settings: accountSettingsSchema,
})
export type AccountSettingsAnswer = z.infer<typeof accountSettingsAnswerSchema>
/** Body of `PATCH …/settings`; 409 `changed_meanwhile` when the version is not the latest. */
export const accountSettingsPatchSchema = z.object({
  version: z.number().int(),
  settings: accountSettingsSchema.partial(),
})

const dayFigures = z.object({ served: z.number().int(), replies: z.number().int() })
/** `GET …/overview` (supervisor): the first page of 管理后台. */
export const overviewSchema = z.object({
  today: dayFigures,
  yesterday: dayFigures,
  now: z.object({
    waiting: z.number().int(),
    serving: z.number().int(),
    agentsOnline: z.number().int(),
    /** Since when the longest waits. */
    longestSince: timeSchema.nullable(),
    /** Waiting for three minutes or more. */
    waitingLong: z.number().int(),
  }),
  invitations: z.number().int(),
  interfaceOn: z.boolean(),
  /** WeChat's own desk has the customers. */
  wechatDesk: z.boolean(),
  /** The step of 接入公众号 that is still open. */
  connectStep: z.number().int().nullable(),
  token: z.object({
    state: z.enum(['ok', 'failed', 'paused', 'none']),
    error: z.string().nullable(),
    until: timeSchema.nullable(),
  }),
  callback: z.object({ seenAt: timeSchema.nullable(), refusedAt: timeSchema.nullable() }),
})
export type Overview = z.infer<typeof overviewSchema>

export const auditEntrySchema = z.object({
  id: z.string(),
  at: timeSchema,
  by: z.string(),
  agentId: agentIdSchema.nullable(),
  act: z.string(),
  target: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  address: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
/** `GET …/audit?before=&area=&by=`: newest first, by pages. `area` is the part of an act before its dot. */
export const auditQuerySchema = z.object({
  before: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  area: z
    .string()
    .regex(/^[a-z_]{1,30}$/)
    .optional(),
  by: agentIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const auditAnswerSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** Value of `before` for the next page, null at the end. */
  nextBefore: z.string().nullable(),
})
export type AuditAnswer = z.infer<typeof auditAnswerSchema>

/** Body of `POST /api/setup`: the first person of a fresh installation, with the token of the set-up link's fragment. */
export const setupBodySchema = z.object({
  token: z.string().min(16).max(256),
  name: textSchema.trim().min(1).max(16),
})
