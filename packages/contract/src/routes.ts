import { z } from 'zod'
import { messageSchema } from './content.ts'
import { agentSchema, conversationRowSchema, customerSchema, groupSchema } from './conversation.ts'
import { accountIdSchema, agentIdSchema, textSchema, timeSchema } from './ids.ts'

/** `GET /api/session`: who is logged in, and to which accounts; `person` is null when nobody is. */
export const sessionAnswerSchema = z.object({
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  accounts: z.array(
    z.object({
      id: accountIdSchema,
      appid: z.string(),
      name: z.string(),
      agentId: agentIdSchema,
      role: agentSchema.shape.role,
    }),
  ),
  /** True when this is a demo with the simulated WeChat beside it. */
  sandboxUrl: z.string().nullable(),
})
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>

/** `POST /api/login/link` with the token of a one-time link's fragment. */
export const loginLinkBodySchema = z.object({ token: z.string().min(16).max(256) })
/** `POST /api/login/sandbox`: exists only while the simulated WeChat is on. */
export const loginSandboxBodySchema = z.object({ agentId: agentIdSchema })
/** `GET /api/sandbox/agents`, likewise. */
export const sandboxAgentsAnswerSchema = z.object({
  agents: z.array(
    z.object({
      agentId: agentIdSchema,
      name: z.string(),
      /** False for an owner, who logs in by link or phone. */
      oneClick: z.boolean(),
      avatarUrl: z.string().nullable(),
      /** Their phone in the sandbox, when their login is bound to it. */
      phone: z.string().nullable(),
    }),
  ),
})

/** 离开设置 (S18): what each customer hears once while the agent is away. */
export const awaySchema = z
  .object({
    on: z.boolean(),
    texts: z.array(textSchema.trim().min(1).max(600)).max(20),
    /** Index of the text that goes out; 0 when there is none. */
    inUse: z.number().int().min(0),
  })
  .refine(({ inUse, texts }) => inUse < Math.max(1, texts.length))
export type AwaySettings = z.infer<typeof awaySchema>

/** An agent's own settings (接入设置, 离开设置). */
export const mySettingsSchema = z.object({
  status: z.enum(['online', 'away']),
  autoAccept: z.boolean(),
  maximum: z.number().int().min(1).max(200),
  greeting: textSchema.max(600).nullable(),
  away: awaySchema,
  /** What the desk keeps for the agent at the server, such as the order of a list; replaced as a whole. */
  preferences: z
    .record(z.string().max(40), z.string().max(40))
    .refine((kept) => Object.keys(kept).length <= 20),
})
export type MySettings = z.infer<typeof mySettingsSchema>
/** Body of `PATCH /api/accounts/:account/me`; the answer is the whole settings. */
export const mySettingsPatchSchema = mySettingsSchema.partial()

/** Today's 接待人数 and 回复消息数 of one agent (L19). */
export const todaySchema = z.object({ served: z.number().int(), replies: z.number().int() })

/** `GET /api/accounts/:account/desk`: everything the desk shows at first. */
export const deskSnapshotSchema = z.object({
  serverTime: timeSchema,
  account: z.object({
    id: accountIdSchema,
    appid: z.string(),
    name: z.string(),
    /** Messages are this desk's. */
    interfaceOn: z.boolean(),
    /** They are not, since everything was handed back to WeChat's own desk. */
    wechatDesk: z.boolean(),
  }),
  me: z.object({
    agentId: agentIdSchema,
    role: agentSchema.shape.role,
    settings: mySettingsSchema,
    today: todaySchema,
  }),
  agents: z.array(agentSchema),
  groups: z.array(groupSchema),
  /** Everybody who waits, and everybody whom this agent serves. */
  conversations: z.array(conversationRowSchema),
  /** Thresholds of the waiting clock's colours, in milliseconds. */
  thresholds: z.object({ warnMs: z.number().int(), dangerMs: z.number().int() }),
  /** What the account may send after a message of a fan, as it is set (L9). */
  allowance: z.object({
    messages: z.number().int().or(z.literal('unlimited')),
    windowMs: z.number().int(),
  }),
})
export type DeskSnapshot = z.infer<typeof deskSnapshotSchema>

/** `GET /api/accounts/:account/recent?before=&limit=`: customers this agent served lately, newest end first. */
export const recentQuerySchema = z.object({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const recentAnswerSchema = z.object({
  conversations: z.array(conversationRowSchema),
  /** Value of `before` for the next page, null at the end. */
  nextBefore: z.number().int().nullable(),
})
export type RecentAnswer = z.infer<typeof recentAnswerSchema>

/** `GET /api/accounts/:account/serving`, for supervisors: everybody who is being served, by whomever. */
export const servingAnswerSchema = z.object({ conversations: z.array(conversationRowSchema) })
export type ServingAnswer = z.infer<typeof servingAnswerSchema>

/** Answer of `POST /api/accounts/:account/me/release`: how many conversations went back to the queue. */
export const releaseAnswerSchema = z.object({ released: z.number().int() })
export type ReleaseAnswer = z.infer<typeof releaseAnswerSchema>

/** `GET …/conversations/:openid`. */
export const conversationAnswerSchema = z.object({
  conversation: conversationRowSchema,
  customer: customerSchema,
})
export type ConversationAnswer = z.infer<typeof conversationAnswerSchema>

const cursorSchema = z.string().regex(/^-?\d+\.\d+$/)

/**
 * `GET …/conversations/:openid/messages`: the newest page; the page before or after a cursor of an earlier answer; or
 * half a page on either side of a `seq`. At most one of the three is said.
 */
export const messagesQuerySchema = z
  .object({
    before: cursorSchema.optional(),
    after: cursorSchema.optional(),
    around: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(
    ({ before, after, around }) => [before, after, around].filter((one) => one !== undefined).length < 2,
  )
export const messagesAnswerSchema = z.object({
  /** The conversation's version that this page was read at. */
  version: z.number().int(),
  /** In the order of `seq`. */
  messages: z.array(messageSchema),
  /** Cursor `seq.at` of the page before this one, null at the beginning. */
  before: z.string().nullable(),
  /** Cursor `seq.at` of the page after this one, null at the newest end. */
  after: z.string().nullable(),
  /** At the beginning: older records were there and are deleted (L12). */
  olderDeleted: z.boolean(),
})
export type MessagesAnswer = z.infer<typeof messagesAnswerSchema>

/** Body of `PATCH …/conversations/:openid/customer`. */
export const customerPatchSchema = z.object({
  remark: textSchema.trim().max(60).nullable().optional(),
  description: textSchema.trim().max(500).nullable().optional(),
})

/** Answer of `POST /api/accounts/:account/media` (multipart, field `media`). */
export const uploadAnswerSchema = z.object({
  key: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
})
export type UploadAnswer = z.infer<typeof uploadAnswerSchema>
