import { z } from 'zod'
import { messageSchema } from './content.ts'
import { conversationRowSchema } from './conversation.ts'
import { agentIdSchema, commandIdSchema, groupIdSchema, sessionIdSchema, textSchema } from './ids.ts'

/** Names an uploaded file of the account. */
export const mediaKeySchema = z.string().min(1).max(128)
const webAddressSchema = z.url({ protocol: /^https?$/ }).max(1_024)

/** A web page as a card: WeChat's news with one article. */
export const linkCardSchema = z.object({
  type: z.literal('link'),
  title: textSchema.trim().min(1).max(64),
  description: textSchema.trim().max(120),
  url: webAddressSchema,
  picUrl: webAddressSchema.nullable(),
})
/** A text with entries that the fan taps; each tap comes back as a message (WeChat's msgmenu). */
export const menuCardSchema = z.object({
  type: z.literal('menu'),
  head: textSchema.trim().max(300),
  items: z.array(textSchema.trim().min(1).max(60)).min(1).max(10),
  tail: textSchema.trim().max(300),
})
/** A page of a mini program that is linked to the account; its cover is an uploaded picture. */
export const miniprogramCardSchema = z.object({
  type: z.literal('miniprogram'),
  title: textSchema.trim().min(1).max(64),
  appid: z.string().regex(/^wx[0-9a-f]{16}$/),
  pagePath: textSchema.trim().min(1).max(1_024),
  coverKey: mediaKeySchema,
})

/** What an agent may send; files are uploaded first and named by their keys. */
export const replyContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: textSchema.min(1).max(20_000) }),
  z.object({ type: z.literal('image'), mediaKey: mediaKeySchema }),
  z.object({ type: z.literal('voice'), mediaKey: mediaKeySchema }),
  /** `thumbKey`: its first picture, a JPEG of at most 64 KB; null where the browser could not make one. */
  z.object({ type: z.literal('video'), mediaKey: mediaKeySchema, thumbKey: mediaKeySchema.nullable() }),
  linkCardSchema,
  menuCardSchema,
  miniprogramCardSchema,
])
export type ReplyContent = z.infer<typeof replyContentSchema>

export const transferTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agent: agentIdSchema }),
  z.object({ kind: z.literal('group'), group: groupIdSchema }),
  z.object({ kind: z.literal('everybody') }),
])

const session = sessionIdSchema.nullable()

/**
 * Body of `POST /api/accounts/:account/conversations/:openid/commands`. `id` is made by the browser:
 * the same id twice has one effect and hears the first outcome again.
 */
export const deskCommandSchema = z.discriminatedUnion('type', [
  z.object({ id: commandIdSchema, type: z.literal('accept'), aboveMaximum: z.boolean() }),
  z.object({
    id: commandIdSchema,
    type: z.literal('reply'),
    session: sessionIdSchema,
    mode: z.enum(['send', 'hold', 'force']),
    content: replyContentSchema,
  }),
  /** 重试, 再发一次: a new record at the end, linked to the old one (L8). */
  z.object({
    id: commandIdSchema,
    type: z.literal('retry'),
    session: sessionIdSchema,
    seq: z.number().int(),
  }),
  /** 不再发, 删除, 取消待发: the record stays and says so. */
  z.object({ id: commandIdSchema, type: z.literal('discard'), seq: z.number().int() }),
  z.object({
    id: commandIdSchema,
    type: z.literal('transfer'),
    session,
    to: transferTargetSchema,
    note: textSchema.max(500).nullable(),
  }),
  z.object({ id: commandIdSchema, type: z.literal('take_back') }),
  z.object({ id: commandIdSchema, type: z.literal('take_over'), session }),
  z.object({
    id: commandIdSchema,
    type: z.literal('close'),
    session,
    held: z.enum(['ask', 'keep', 'cancel']),
    reason: textSchema.max(200).nullable(),
  }),
  z.object({ id: commandIdSchema, type: z.literal('undo_close'), session: sessionIdSchema }),
  z.object({ id: commandIdSchema, type: z.literal('reopen') }),
  z.object({ id: commandIdSchema, type: z.literal('note'), text: textSchema.min(1).max(5_000) }),
  /** Everything up to `seq` has been seen by the agent who serves. */
  z.object({ id: commandIdSchema, type: z.literal('read'), seq: z.number().int() }),
  /** 标为未读: the last message counts as not seen, until it is read again. */
  z.object({ id: commandIdSchema, type: z.literal('mark_unread') }),
  /** 置顶, for whoever serves; over when somebody else does. */
  z.object({ id: commandIdSchema, type: z.literal('pin'), on: z.boolean() }),
])
export type DeskCommandBody = z.infer<typeof deskCommandSchema>

export const commandAnswerSchema = z.object({
  conversation: conversationRowSchema,
  /** The record that the command made, if it made one. */
  message: messageSchema.nullable(),
})
export type CommandAnswer = z.infer<typeof commandAnswerSchema>
