import { z } from 'zod'
import { linkCardSchema, mediaKeySchema, menuCardSchema, miniprogramCardSchema } from './commands.ts'
import { groupIdSchema, textSchema, timeSchema } from './ids.ts'

const idSchema = z.string().regex(/^\d{1,18}$/)

/** Whose a quick reply is: an agent's own, or everybody's. */
export const replyScopeSchema = z.enum(['own', 'team'])
export type ReplyScope = z.infer<typeof replyScopeSchema>

export const replyCardSchema = z.discriminatedUnion('type', [
  linkCardSchema,
  menuCardSchema,
  miniprogramCardSchema,
])
export type ReplyCard = z.infer<typeof replyCardSchema>

/** What a quick reply says, with {客户称呼} and the like in its text. Each part is a message of its own. */
const replyPartsSchema = z.object({
  title: textSchema.trim().max(50),
  text: textSchema.max(2_000),
  pictures: z.array(mediaKeySchema).max(4),
  card: replyCardSchema.nullable(),
})
const saysSomething = ({ text, pictures, card }: z.infer<typeof replyPartsSchema>) =>
  text.trim() !== '' || pictures.length > 0 || card !== null

export const quickReplySchema = replyPartsSchema.extend({
  id: idSchema,
  scope: replyScopeSchema,
  groupId: idSchema.nullable(),
  /** Of the team's: the group of agents who have it; null = all. */
  audience: groupIdSchema.nullable(),
  /** First letters of the pinyin of title and text: 「发货时间」 is found as fhsj. */
  initials: z.string(),
  /** How much the asker uses it: halves every week, grows by one with each use; as it was at `usedAt`. */
  score: z.number(),
  usedAt: timeSchema.nullable(),
})
export type QuickReply = z.infer<typeof quickReplySchema>

/** Body of `POST …/replies` and `PUT …/replies/:id`. */
export const quickReplyBodySchema = replyPartsSchema
  .extend({ groupId: idSchema.nullable(), audience: groupIdSchema.nullable() })
  .refine(saysSomething)
export type QuickReplyBody = z.infer<typeof quickReplyBodySchema>

export const newQuickReplySchema = z.object({ scope: replyScopeSchema, reply: quickReplyBodySchema })

export const replyGroupSchema = z.object({
  id: idSchema,
  scope: replyScopeSchema,
  name: textSchema.trim().min(1).max(20),
})
export type ReplyGroup = z.infer<typeof replyGroupSchema>
export const newReplyGroupSchema = replyGroupSchema.omit({ id: true })
export const replyGroupPatchSchema = replyGroupSchema.pick({ name: true })

/** Body of `PUT …/replies/order` and `PUT …/reply-groups/order`: all of a scope (or some of one group) in their new order. */
export const replyOrderSchema = z.object({ scope: replyScopeSchema, ids: z.array(idSchema).max(2_000) })

/** 素材: what the account has to offer, written once: a text (文字素材) or a card. */
export const materialContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: textSchema.trim().min(1).max(2_000) }),
  linkCardSchema,
  menuCardSchema,
  miniprogramCardSchema,
])
export type MaterialContent = z.infer<typeof materialContentSchema>
export const materialBodySchema = z.object({
  title: textSchema.trim().max(50),
  content: materialContentSchema,
})
export type MaterialBody = z.infer<typeof materialBodySchema>
export const materialSchema = materialBodySchema.extend({
  id: idSchema,
  initials: z.string(),
  createdAt: timeSchema,
})
export type Material = z.infer<typeof materialSchema>
/** Several at once, pasted or from a file; all of them or none. */
export const newMaterialsSchema = z.object({ materials: z.array(materialBodySchema).min(1).max(500) })
export const materialsAnswerSchema = z.object({ materials: z.array(materialSchema) })

/** Body of `POST …/replies/import`: rows of a file, their groups by name, made where there is none. */
export const replyImportSchema = z.object({
  scope: replyScopeSchema,
  rows: z
    .array(
      z.object({
        group: textSchema.trim().max(20),
        title: textSchema.trim().max(50),
        text: textSchema.trim().min(1).max(2_000),
      }),
    )
    .min(1)
    .max(500),
})

/** `GET /api/accounts/:account/replies`: everything that the asker can answer with, in its order. */
export const repliesAnswerSchema = z.object({
  /** The account's, for {时间问候}. */
  timeZone: z.string(),
  groups: z.array(replyGroupSchema),
  replies: z.array(quickReplySchema),
  materials: z.array(materialSchema),
})
export type RepliesAnswer = z.infer<typeof repliesAnswerSchema>
