import { z } from 'zod'
import { messageSchema } from './content.ts'
import { agentSchema, conversationRowSchema, groupSchema } from './conversation.ts'
import { openidSchema, timeSchema } from './ids.ts'
import { mySettingsSchema, todaySchema } from './routes.ts'

/** What a browser says on `/api/realtime?account=<id>`. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  /** Which conversations are open on the screen: their messages are sent too. */
  z.object({ type: z.literal('view'), openids: z.array(openidSchema).max(20) }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/** What the server says. Rows and agents are whole values; messages carry the versions they lead from and to. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  /** First frame. What was committed after it arrives as frames: fetch snapshots now, apply what is newer. */
  z.object({ type: z.literal('hello'), serverTime: timeSchema }),
  z.object({ type: z.literal('pong'), n: z.number().int(), serverTime: timeSchema }),
  z.object({ type: z.literal('conversations'), rows: z.array(conversationRowSchema) }),
  z.object({
    type: z.literal('messages'),
    openid: openidSchema,
    /** The frame is complete from this version on; an older thread has a gap and is fetched again. */
    since: z.number().int(),
    version: z.number().int(),
    messages: z.array(messageSchema),
  }),
  z.object({
    type: z.literal('agents'),
    agents: z.array(agentSchema),
    /** All groups when one was made, renamed or deleted; null = as they were. */
    groups: z.array(groupSchema).nullable(),
  }),
  z.object({ type: z.literal('me'), settings: mySettingsSchema.nullable(), today: todaySchema.nullable() }),
  /** Who else has a conversation open (小吴也在看). */
  z.object({ type: z.literal('viewers'), openid: openidSchema, agentIds: z.array(z.string()) }),
  z.object({
    type: z.literal('account'),
    name: z.string(),
    interfaceOn: z.boolean(),
    wechatDesk: z.boolean(),
  }),
  /** The database is away for longer than a moment, or back: nothing can be done meanwhile. A snapshot says that it is there. */
  z.object({ type: z.literal('storage'), away: z.boolean() }),
  /** The server may have missed something: fetch everything again. */
  z.object({ type: z.literal('resync') }),
  /** The login ended or the agent left the account. */
  z.object({ type: z.literal('goodbye'), reason: z.enum(['login_ended', 'agent_left', 'server_stopping']) }),
])
export type ServerFrame = z.infer<typeof serverFrameSchema>
