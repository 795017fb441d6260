import { z } from 'zod'
import { textSchema, timeSchema } from './ids.ts'
import { menuProblems } from './menu-problems.ts'
import { ruleActionSchema } from './rules.ts'

const line = textSchema.max(2_000)

/** Types that say a key to the server: in the menu's event, or beside what was scanned, taken or chosen. */
export const keyedMenuTypes = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const

/** What a tap does, by WeChat's types. Shape alone: what WeChat would refuse is `menuProblems`'. */
export const menuActSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(keyedMenuTypes), key: line }),
  z.object({ type: z.literal('view'), url: line }),
  /** `url` opens where WeChat is too old for mini-programs. */
  z.object({ type: z.literal('miniprogram'), appid: line, pagePath: line, url: line }),
  /** Permanent media of the account. */
  z.object({ type: z.enum(['media_id', 'view_limited']), mediaId: line }),
  /** A published article. */
  z.object({ type: z.enum(['article_id', 'article_view_limited']), articleId: line }),
])
export type MenuAct = z.infer<typeof menuActSchema>
export type MenuActType = MenuAct['type']

export const menuEntrySchema = z.object({ name: line, act: menuActSchema })
export type MenuEntry = z.infer<typeof menuEntrySchema>

/** In the bar: does something itself, or opens a list (`act` is null exactly then). */
export const menuButtonSchema = z.object({
  name: line,
  act: menuActSchema.nullable(),
  entries: z.array(menuEntrySchema).max(50),
})
export type MenuButton = z.infer<typeof menuButtonSchema>

/** A menu as somebody has it, perhaps against WeChat's limits. */
export const menuShapeSchema = z.object({ buttons: z.array(menuButtonSchema).max(50) })
export type Menu = z.infer<typeof menuShapeSchema>

/** A menu that WeChat takes. */
export const menuSchema = menuShapeSchema.refine((menu) => menuProblems(menu).length === 0)

/** What a key does here: by the rule that is its own, or by rules that look at more than this key. */
export const menuKeySchema = z.object({
  action: ruleActionSchema.nullable(),
  /** Names of other enabled rules that have the key in their conditions. */
  otherRules: z.array(z.string()),
})
export type MenuKey = z.infer<typeof menuKeySchema>

/** `GET …/menu` (admin): what is being edited, what was published last from here. */
export const menuAnswerSchema = z.object({
  version: z.number().int(),
  menu: menuShapeSchema,
  /** By the key of entries of type click. */
  keys: z.record(z.string(), menuKeySchema),
  published: z.object({ menu: menuShapeSchema, by: z.string(), at: timeSchema }).nullable(),
})
export type MenuAnswer = z.infer<typeof menuAnswerSchema>

/**
 * Body of `PUT …/menu`. `actions`: what keys shall do, at once; null takes a key's own rule away, a key that isn't
 * there stays as it is. 409 `changed_meanwhile` when `version` is not the latest.
 */
export const menuBodySchema = z.object({
  version: z.number().int(),
  menu: menuSchema,
  actions: z.record(z.string().min(1).max(128), ruleActionSchema.nullable()),
})
export type MenuBody = z.infer<typeof menuBodySchema>

/** Why WeChat did not do or tell something; `errcode` is null when it gave no answer. */
const refusedSchema = z.object({ errcode: z.number().int().nullable(), errmsg: z.string() })

/** Body of `POST …/menu/publish`: puts the saved menu of this version in place of the account's. */
export const publishMenuSchema = z.object({ version: z.number().int() })

/** Answer of `POST …/menu/publish` and `DELETE …/menu/published`. `problem`: WeChat did not do it. */
export const menuToldSchema = z.object({ state: menuAnswerSchema, problem: refusedSchema.nullable() })
export type MenuTold = z.infer<typeof menuToldSchema>

/** `GET …/menu/current` (admin): what fans see now, as WeChat tells it. */
export const currentMenuSchema = z.object({
  /** `console`: made on WeChat's own pages. */
  source: z.enum(['api', 'console', 'none']),
  menu: menuShapeSchema,
  /** What keys that were made for it should do, to keep what a menu of the console did by itself. */
  actions: z.record(z.string(), ruleActionSchema),
  /** Names of entries that no program can publish again: pictures, voice and video of the console. */
  lost: z.array(z.string()),
  problem: refusedSchema.nullable(),
})
export type CurrentMenu = z.infer<typeof currentMenuSchema>
