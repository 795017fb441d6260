import { z } from 'zod'
import { agentSchema } from './conversation.ts'
import { accountIdSchema, agentIdSchema, groupIdSchema, textSchema, timeSchema } from './ids.ts'
import { loginNameSchema, passwordSchema } from './login.ts'

const roleSchema = agentSchema.shape.role

/** What can be a contact; the desk says it before it asks. */
export const contactPatterns = {
  /** 6–20 characters, a letter first: WeChat's own rule for a 微信号. */
  wechat: /^[A-Za-z][A-Za-z0-9_-]{5,19}$/,
  qq: /^[1-9]\d{4,10}$/,
  /** A mobile number of mainland China, without +86 and spaces. */
  phone: /^1[3-9]\d{9}$/,
}

/** How a person is reached: what the admin types before 「验证」 (S15). */
export const contactSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wechat'), value: z.string().regex(contactPatterns.wechat) }),
  z.object({ kind: z.literal('qq'), value: z.string().regex(contactPatterns.qq) }),
  z.object({ kind: z.literal('phone'), value: z.string().regex(contactPatterns.phone) }),
])
export type Contact = z.infer<typeof contactSchema>

/** Why an accepted invitation waits for an admin (L18). */
export const doubtSchema = z.enum([
  /** Another openid than the one known for the named contact. */
  'different',
  /** Nobody's openid is known for the named contact, so that nothing can be compared. */
  'unknown',
  /** The place has more rights than an agent's, which a link alone never gives. */
  'role',
])
export type Doubt = z.infer<typeof doubtSchema>

/** The login binding of an agent (L18). 已绑定 means this one. */
export const loginBindingSchema = z.object({
  state: z.enum(['none', 'pending', 'confirming', 'bound', 'declined', 'refused', 'withdrawn', 'expired']),
  contact: contactSchema.nullable(),
  /** When a pending invitation ends. */
  expiresAt: timeSchema.nullable(),
  doubt: doubtSchema.nullable(),
})

/** A step at WeChat that failed; `errcode` is null when WeChat gave no answer. */
export const wechatProblemSchema = z.object({
  step: z.enum(['add', 'update', 'avatar', 'invite', 'delete', 'list']),
  errcode: z.number().int().nullable(),
  errmsg: z.string(),
})
export type WechatProblem = z.infer<typeof wechatProblemSchema>

/** The kf account at WeChat and its binding, as getkflist told last. Replies carry kf_account only when `bound`. */
export const kfBindingSchema = z.object({
  state: z.enum(['none', 'unbound', 'inviting', 'bound', 'declined', 'expired']),
  /** The WeChat ID that is bound or invited. */
  wx: z.string().nullable(),
  /** When WeChat's own invitation ends. */
  expiresAt: timeSchema.nullable(),
  problem: wechatProblemSchema.nullable(),
})

/** An agent as admins see them, with what the asker may do to them. */
export const teamAgentSchema = z.object({
  id: agentIdSchema,
  name: z.string(),
  avatarKey: z.string().nullable(),
  kfAccount: z.string().nullable(),
  role: roleSchema,
  maximum: z.number().int(),
  groups: z.array(groupIdSchema),
  /** False after 停用; records keep the name. */
  active: z.boolean(),
  /** Customers whom they serve now: they go back to the queue with 停用. */
  serving: z.number().int(),
  login: loginBindingSchema,
  kf: kfBindingSchema,
  may: z.object({
    change: z.boolean(),
    /** What the asker may make of them. */
    roles: z.array(roleSchema),
    /** 停用 and 解除绑定. */
    leave: z.boolean(),
    /** Say of an invitation that it was accepted by the right person. */
    confirm: z.boolean(),
  }),
})
export type TeamAgent = z.infer<typeof teamAgentSchema>

export const teamGroupSchema = z.object({
  id: groupIdSchema,
  name: z.string(),
  members: z.array(agentIdSchema),
  /** Customers who wait for this group now. */
  waiting: z.number().int(),
})
export type TeamGroup = z.infer<typeof teamGroupSchema>

/** `GET /api/accounts/:account/team` (supervisor). `POST …/team/refresh` asks WeChat first, then answers the same. */
export const teamAnswerSchema = z.object({
  agents: z.array(teamAgentSchema),
  groups: z.array(teamGroupSchema),
  /** What stands after the @ of kf accounts; null until the account's 微信号 is entered. */
  kfSuffix: z.string().nullable(),
  /** How agents of this account log in. */
  loginWay: z.enum(['oauth', 'scan', 'password']),
  /** Why WeChat's list could not be read when it was last asked. */
  problem: wechatProblemSchema.nullable(),
})
export type TeamAnswer = z.infer<typeof teamAnswerSchema>

const nameSchema = textSchema.trim().min(1).max(16)
/** Letters, digits and `_`, at most ten: what WeChat allows before the @. */
export const kfPrefixPattern = /^[A-Za-z0-9_]{1,10}$/
const kfPrefixSchema = z.string().regex(kfPrefixPattern)

/** Body of `POST …/team/agents`: 添加客服, step 1. The answer is the agent. */
export const newTeamAgentSchema = z.object({
  name: nameSchema,
  avatarKey: z.uuid().nullable(),
  kfPrefix: kfPrefixSchema.nullable(),
})
export type NewTeamAgent = z.infer<typeof newTeamAgentSchema>

/** Body of `PATCH …/team/agents/:agent`. A kf account that WeChat has keeps its name. */
export const teamAgentPatchSchema = z.object({
  name: nameSchema.optional(),
  avatarKey: z.uuid().nullable().optional(),
  kfPrefix: kfPrefixSchema.optional(),
  role: roleSchema.optional(),
  maximum: z.number().int().min(1).max(200).optional(),
  groups: z.array(groupIdSchema).max(100).optional(),
})
export type TeamAgentPatch = z.infer<typeof teamAgentPatchSchema>

/** Body of `POST …/team/agents/:agent/deactivate`. */
export const deactivateSchema = z.object({
  /** Also delete the kf account at WeChat, so that they can't serve at WeChat's own desk either. */
  deleteKf: z.boolean(),
})

/** Answer of `POST …/team/contact` (验证): whom a contact is, as far as that can be known. */
export const contactAnswerSchema = z.object({
  /** An agent of this installation who was invited with it and accepted. */
  person: z.object({ name: z.string(), shop: z.string(), here: z.boolean() }).nullable(),
  /** The kf account of this shop that WeChat's list shows it at. */
  kf: z.object({ account: z.string(), nick: z.string(), state: z.enum(['bound', 'inviting']) }).nullable(),
  /** Whether whoever accepts can be compared with it; else an admin confirms. */
  comparable: z.boolean(),
})
export type ContactAnswer = z.infer<typeof contactAnswerSchema>

/** Body of `POST …/team/agents/:agent/invitation`. A new invitation ends the one before it. */
export const newInvitationSchema = z.object({
  /** null: whoever has the link is meant. */
  contact: contactSchema.nullable(),
  /** Also invite through WeChat (inviteworker): for a WeChat ID and an agent with a kf account. */
  throughWechat: z.boolean(),
})
export type NewInvitation = z.infer<typeof newInvitationSchema>

export const invitationAnswerSchema = z.object({
  agent: teamAgentSchema,
  /** `/m/invite/<token>` with our address before it; said this once. null for an agent who is bound already. */
  link: z.string().nullable(),
})
export type InvitationAnswer = z.infer<typeof invitationAnswerSchema>

/** Bodies of `POST …/team/groups` and `PATCH …/team/groups/:group`. */
export const newGroupSchema = z.object({ name: nameSchema, members: z.array(agentIdSchema).max(500) })
export const groupPatchSchema = newGroupSchema.partial()

/** `GET /api/invitations/:token`: what the invited person's phone shows. Accepting and declining answer it too. */
export const invitationViewSchema = z.object({
  state: z.enum([
    'open',
    /** Accepted, an admin confirms. */
    'confirming',
    'accepted',
    'declined',
    'refused',
    'withdrawn',
    'expired',
    /** Somebody else accepted it. */
    'used',
    /** Whoever asks is an agent of this shop already. */
    'already_agent',
  ]),
  accountId: accountIdSchema,
  shop: z.string(),
  agentName: z.string(),
  inviter: z.string(),
  expiresAt: timeSchema,
  loginWay: z.enum(['oauth', 'scan', 'password']),
  /** Whether this phone's openid is known; without it nothing can be accepted where `loginWay` is not password. */
  identified: z.boolean(),
})
export type InvitationView = z.infer<typeof invitationViewSchema>

/** Body of `POST /api/invitations/:token/accept`; the two are needed where `loginWay` is password. */
export const acceptInvitationSchema = z.object({
  loginName: loginNameSchema.optional(),
  password: passwordSchema.optional(),
})
