import { z } from 'zod'
import { deliveryStateSchema, routeReasonSchema } from './content.ts'
import { agentIdSchema, groupIdSchema, openidSchema, sessionIdSchema, timeSchema } from './ids.ts'

export const reservationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agent: agentIdSchema }),
  z.object({ kind: z.literal('group'), group: groupIdSchema }),
])

export const quotaSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('known'),
    left: z.union([z.number().int(), z.literal('unlimited')]),
    until: timeSchema,
    saidByWechat: z.boolean(),
  }),
])

/** The last line of a row; `type` picks the words ([图片] …) in the reader's language. */
export const previewSchema = z.object({
  seq: z.number().int(),
  at: timeSchema,
  direction: z.enum(['in', 'out', 'event', 'note']),
  origin: z.enum(['fan', 'agent', 'mall', 'auto', 'api', 'system']),
  agentId: agentIdSchema.nullable(),
  type: z.string(),
  text: z.string(),
  delivery: deliveryStateSchema.nullable(),
})

/** One customer as lists show them. A row is whole: a newer `version` replaces an older one. */
export const conversationRowSchema = z.object({
  openid: openidSchema,
  version: z.number().int(),
  /** Made from the openid, since WeChat gives no names (L13): 「木棉 3F2K」. */
  alias: z.string(),
  /** One of the eight hues of alias pictures. */
  hue: z.number().int(),
  /** 备注名, ours, of any length. */
  remark: z.string().nullable(),
  state: z.enum(['none', 'waiting', 'serving']),
  cause: z.enum(['new', 'transfer', 'agent_left']).nullable(),
  /** Why they wait: the rule or the mall that handed them over. */
  reason: routeReasonSchema.nullable(),
  reservedFor: reservationSchema.nullable(),
  waitingSince: timeSchema.nullable(),
  agentId: agentIdSchema.nullable(),
  session: sessionIdSchema.nullable(),
  kind: z.enum(['accepted', 'reopened']).nullable(),
  acceptedAt: timeSchema.nullable(),
  expiresAt: timeSchema.nullable(),
  /** Who served last and how that ended; kept after the end for 「最近」. */
  lastAgentId: agentIdSchema.nullable(),
  endedAt: timeSchema.nullable(),
  endReason: z.string().nullable(),
  last: previewSchema.nullable(),
  /** Since when the fan has had no answer of a person. */
  unansweredSince: timeSchema.nullable(),
  unread: z.number().int(),
  /** Replies that failed or are uncertain and were not dealt with. */
  failed: z.number().int(),
  held: z.number().int(),
  quota: quotaSchema,
  subscribed: z.boolean(),
  /** 置顶 by the agent who serves. */
  pinned: z.boolean(),
})
export type ConversationRow = z.infer<typeof conversationRowSchema>

/** A group that customers can be handed to; who is in it stands with the agents. */
export const groupSchema = z.object({ id: groupIdSchema, name: z.string() })
export type Group = z.infer<typeof groupSchema>

export const agentSchema = z.object({
  id: agentIdSchema,
  name: z.string(),
  avatarKey: z.string().nullable(),
  role: z.enum(['agent', 'supervisor', 'admin', 'owner']),
  status: z.enum(['online', 'away', 'offline']),
  serving: z.number().int(),
  maximum: z.number().int(),
  autoAccept: z.boolean(),
  groups: z.array(groupIdSchema),
  left: z.boolean(),
})
export type Agent = z.infer<typeof agentSchema>

export const customerSchema = z.object({
  openid: openidSchema,
  remark: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  subscribedAt: timeSchema.nullable(),
  source: z.string().nullable(),
  firstSeenAt: timeSchema,
})
export type Customer = z.infer<typeof customerSchema>
