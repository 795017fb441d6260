import { z } from 'zod'
import { messageSchema } from './content.ts'
import { conversationRowSchema } from './conversation.ts'
import { agentIdSchema, commandIdSchema, groupIdSchema, sessionIdSchema, textSchema } from './ids.ts'

/** What an agent may send in this version; a picture is uploaded first and named by its key. */
export const replyContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: textSchema.min(1).max(20_000) }),
  z.object({ type: z.literal('image'), mediaKey: z.string().min(1).max(128) }),
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
])
export type DeskCommandBody = z.infer<typeof deskCommandSchema>

export const commandAnswerSchema = z.object({
  conversation: conversationRowSchema,
  /** The record that the command made, if it made one. */
  message: messageSchema.nullable(),
})
export type CommandAnswer = z.infer<typeof commandAnswerSchema>
