import { z } from 'zod'
import { textSchema, timeSchema } from './ids.ts'

/**
 * The two doors for programs: `api` is the WeChat-compatible API at `/cgi-bin/*` and `/customservice/*`, `wechat_token`
 * hands out WeChat's own access token. Each has keys and a list of addresses of its own.
 */
export const compatDoorSchema = z.enum(['api', 'wechat_token'])
export type CompatDoor = z.infer<typeof compatDoorSchema>

/** A key of a program. What it says is shown once, when it is made; `hint` is how it ends. */
export const compatKeySchema = z.object({
  id: z.string(),
  door: compatDoorSchema,
  name: z.string(),
  hint: z.string(),
  createdAt: timeSchema,
  /** Who made it. */
  createdBy: z.string(),
  usedAt: timeSchema.nullable(),
  /** From where it was used last. */
  usedFrom: z.string().nullable(),
})
export type CompatKey = z.infer<typeof compatKeySchema>

/** An address, or a range of them in CIDR form, from which a door may be used. */
export const compatAddressSchema = z.object({
  id: z.string(),
  door: compatDoorSchema,
  range: z.string(),
  note: z.string(),
})
export type CompatAddress = z.infer<typeof compatAddressSchema>

/** `GET /api/accounts/:account/compat` (admin): API 接入. Every change below answers the same. */
export const compatAnswerSchema = z.object({
  /** What takes the place of https://api.weixin.qq.com in a program. */
  baseUrl: z.string(),
  appid: z.string(),
  /** Whether each door is open at all. */
  on: z.object({ api: z.boolean(), wechatToken: z.boolean() }),
  /** The account's own AppSecret is taken beside keys of the door `api`. */
  appSecret: z.boolean(),
  /** `clear_quota` is passed to WeChat: ten times a month in all, so it is refused unless this says otherwise. */
  clearQuota: z.boolean(),
  keys: z.array(compatKeySchema),
  /** None of a door: this machine alone may use it. */
  addresses: z.array(compatAddressSchema),
  /** Who was turned away lately because of their address, the latest first. */
  refused: z.array(z.object({ door: compatDoorSchema, address: z.string(), at: timeSchema })),
  /** Calls that are passed to WeChat as they are, by how their paths begin. */
  passed: z.array(z.string()),
})
export type CompatAnswer = z.infer<typeof compatAnswerSchema>

/** Body of `PATCH …/compat`; what is not named stays. */
export const compatPatchSchema = z
  .object({ api: z.boolean(), wechatToken: z.boolean(), appSecret: z.boolean(), clearQuota: z.boolean() })
  .partial()
export type CompatPatch = z.infer<typeof compatPatchSchema>

/** Body of `POST …/compat/keys`. */
export const newCompatKeySchema = z.object({
  door: compatDoorSchema,
  name: textSchema.trim().min(1).max(30),
})
/** Its answer: the only time that the secret is told. `DELETE …/compat/keys/:key` revokes it, and its tokens with it. */
export const newCompatKeyAnswerSchema = z.object({ secret: z.string(), compat: compatAnswerSchema })
export type NewCompatKeyAnswer = z.infer<typeof newCompatKeyAnswerSchema>

/** IPv4 or IPv6, alone or as a range. The server keeps ranges in their shortest form. */
const rangeSchema = z
  .string()
  .trim()
  .pipe(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))

/** Body of `POST …/compat/addresses`. `DELETE …/compat/addresses/:address` takes one away. */
export const newCompatAddressSchema = z.object({
  door: compatDoorSchema,
  range: rangeSchema,
  note: textSchema.trim().max(60).default(''),
})
/** Body of `PUT …/compat/addresses/:address`. */
export const compatAddressBodySchema = newCompatAddressSchema.omit({ door: true })

/** Body of `POST /api/wechat-token`, with a key of that door as `Authorization: Bearer …`. */
export const wechatTokenBodySchema = z
  .object({
    /** A token that WeChat has refused: another one is fetched, unless that has happened already. */
    refused: z.string().min(1).max(1024).optional(),
  })
  .nullish()
/** Its answer, shaped like WeChat's own. */
export const wechatTokenAnswerSchema = z.object({
  access_token: z.string(),
  /** Seconds. */
  expires_in: z.number().int(),
})
