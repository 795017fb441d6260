import { z } from 'zod'
import { openidSchema } from './ids.ts'

/** A file that belongs to a record. `key` names it at `GET /api/accounts/:account/media/:key`. */
export const mediaSchema = z.object({
  key: z.string().nullable(),
  /**
   * `fetching`: WeChat still has it; `failed`: it could not be fetched and may be tried again; `expired`: WeChat, which
   * keeps files for three days, has it no more (L10).
   */
  state: z.enum(['fetching', 'ready', 'failed', 'expired']),
  mime: z.string().nullable(),
  bytes: z.number().int().nullable(),
  /** Pixels, so that the box has its final size before the picture is there. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** How long a recording or a film is, where that is known. What plays in browsers is at `…/media/:key/play`. */
  seconds: z.number().nullish(),
})
export type Media = z.infer<typeof mediaSchema>

/** What a record says. One shape for both directions; `unknown` keeps what WeChat may invent. */
export const contentSchema = z.discriminatedUnion('type', [
  /** `menuId` is set when the fan tapped an entry of a menu message. */
  z.object({ type: z.literal('text'), text: z.string(), menuId: z.string().nullable() }),
  z.object({ type: z.literal('image'), media: mediaSchema }),
  z.object({
    type: z.literal('voice'),
    media: mediaSchema,
    format: z.string(),
    recognition: z.string().nullable(),
  }),
  z.object({ type: z.literal('video'), media: mediaSchema, thumb: mediaSchema.nullable() }),
  z.object({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    scale: z.number(),
    label: z.string(),
  }),
  z.object({
    type: z.literal('link'),
    title: z.string(),
    description: z.string(),
    url: z.string(),
    picUrl: z.string().nullable(),
  }),
  z.object({
    type: z.literal('miniprogram'),
    title: z.string(),
    appid: z.string(),
    pagePath: z.string(),
    thumbUrl: z.string().nullable(),
    /** Its picture, once it is a file of ours. */
    cover: mediaSchema.optional(),
  }),
  z.object({ type: z.literal('file'), name: z.string(), bytes: z.number().nullable() }),
  z.object({ type: z.literal('music'), title: z.string(), description: z.string(), url: z.string() }),
  z.object({
    type: z.literal('menu'),
    head: z.string(),
    items: z.array(z.object({ id: z.string(), content: z.string() })),
    tail: z.string(),
  }),
  /** What the fan did without writing: follow, unfollow, scan, menu tap, location report … */
  z.object({ type: z.literal('fan_event'), event: z.string(), key: z.string().nullable() }),
  z.object({ type: z.literal('timeline'), line: z.looseObject({ kind: z.string() }) }),
  z.object({ type: z.literal('note'), text: z.string() }),
  z.object({ type: z.literal('unknown'), msgType: z.string(), fields: z.record(z.string(), z.unknown()) }),
])
export type Content = z.infer<typeof contentSchema>

/** The `errmsg` of a reply whose file or cover was deleted before it was sent; WeChat was not asked. */
export const fileGoneMessage = 'the file is gone'

export const deliveryStateSchema = z.enum(['sending', 'sent', 'failed', 'uncertain', 'held', 'cancelled'])
export type DeliveryState = z.infer<typeof deliveryStateSchema>

/** L8: `sent` means that WeChat took it, and no more than that. */
export const deliverySchema = z.object({
  state: deliveryStateSchema,
  /** WeChat's errcode of a failed, uncertain or held reply. */
  errcode: z.number().int().nullable(),
  errmsg: z.string().nullable(),
  /** When WeChat took it: long after `at` for a reply that was held. */
  sentAt: z.number().int().nullable(),
  /** The record that was sent in its stead by 重试 / 再发一次; its own seq once the agent chose 不再发. */
  retriedAs: z.number().int().nullable(),
})
export type Delivery = z.infer<typeof deliverySchema>

export const routeReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('served') }),
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('transferred') }),
  z.object({ kind: z.literal('rule'), ruleId: z.string(), ruleName: z.string(), matched: z.string() }),
  z.object({ kind: z.literal('no_rule') }),
  /** The developer URL is down, and no rule decided: to the desk, by setting. */
  z.object({ kind: z.literal('developer_down') }),
  z.object({ kind: z.literal('interface_off') }),
  /** WeChat's own desk has the customers. */
  z.object({ kind: z.literal('wechat_desk') }),
])
export const routeReasonKindSchema = z.enum([
  'served',
  'waiting',
  'transferred',
  'rule',
  'no_rule',
  'developer_down',
  'interface_off',
  'wechat_desk',
])

export const purposeSchema = z.enum([
  'greeting',
  'away',
  'queue_notice',
  'off_hours',
  'leave_message',
  'rule',
  'follow',
  'default',
])
export type Purpose = z.infer<typeof purposeSchema>

export const messageSchema = z.object({
  openid: openidSchema,
  /** Order of commit, without gaps per customer; imported records count downwards from 0 (L16). */
  seq: z.number().int(),
  at: z.number().int(),
  /** The conversation's version at the record's last change. */
  version: z.number().int(),
  direction: z.enum(['in', 'out', 'event', 'note']),
  origin: z.enum(['fan', 'agent', 'mall', 'auto', 'api', 'system']),
  agentId: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** What an automatic text was for; null for everything that a person, the mall or the fan wrote. */
  purpose: purposeSchema.nullable(),
  content: contentSchema,
  delivery: deliverySchema.nullable(),
  /** The id under which the browser showed it before it was stored. */
  clientId: z.string().nullable(),
  /** When the fan sent it, if it came late (延迟), else null. */
  lateFrom: z.number().int().nullable(),
  reason: routeReasonSchema.nullable(),
})
export type Message = z.infer<typeof messageSchema>
