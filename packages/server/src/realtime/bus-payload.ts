import type { AccountId, AgentId } from '@duokefu/engine'
import { z } from 'zod'
import type { Holder } from '../conversations/standing.ts'
import type { BusMessage } from './bus.ts'

/** The ledger writes `c` (openid, version before, who had them then, who served them last); everything else is written here. `p` is the sender. */
const payloadSchema = z.object({
  p: z.string(),
  a: z.string().optional(),
  c: z.array(z.tuple([z.string(), z.number(), z.string().nullable(), z.string().nullable()])).optional(),
  g: z.array(z.string()).optional(),
  l: z.string().optional(),
  /** The login ticket that moved. */
  t: z.string().optional(),
  /** The agent who left. */
  x: z.string().optional(),
  what: z.enum(['groups', 'account']).optional(),
  resync: z.literal(true).optional(),
})

/** PostgreSQL takes less than 8,000 bytes in one notification. */
const notifyBytes = 7_900

/** As text of a NOTIFY. Names of more agents than it holds say as much as that everything of the account may be another. */
export function encodePayload(message: BusMessage, processId: string): string {
  const text = textOf(message, processId)
  if (message.type !== 'agents' || Buffer.byteLength(text) <= notifyBytes) return text
  return textOf({ type: 'resync', accountId: message.accountId }, processId)
}

function textOf(message: BusMessage, processId: string): string {
  switch (message.type) {
    case 'changes': {
      const c = message.changes.map(({ openid, since, before }) => [
        openid,
        since,
        before.holder,
        before.last,
      ])
      return JSON.stringify({ p: processId, a: message.accountId, c })
    }
    case 'agents':
      return JSON.stringify({ p: processId, a: message.accountId, g: message.agentIds })
    case 'groups':
    case 'account':
      return JSON.stringify({ p: processId, a: message.accountId, what: message.type })
    case 'agent_left':
      return JSON.stringify({ p: processId, a: message.accountId, x: message.agentId })
    case 'login_ended':
      return JSON.stringify({ p: processId, l: message.loginId })
    case 'login_ticket':
      return JSON.stringify({ p: processId, t: message.ticketId })
    case 'resync':
      return JSON.stringify({ p: processId, a: message.accountId ?? undefined, resync: true })
  }
}

/** null: our own words come back, or words of a later version that mean nothing here. */
export function decodePayload(text: string, processId: string): BusMessage | null {
  const parsed = payloadSchema.safeParse(parseJson(text))
  if (!parsed.success || parsed.data.p === processId) return null
  const { a, c, g, l, t, x, what, resync } = parsed.data
  if (l !== undefined) return { type: 'login_ended', loginId: l }
  if (t !== undefined) return { type: 'login_ticket', ticketId: t }
  if (resync === true) return { type: 'resync', accountId: (a ?? null) as AccountId | null }
  if (a === undefined) return null
  const accountId = a as AccountId
  if (g !== undefined) return { type: 'agents', accountId, agentIds: g as AgentId[] }
  if (what !== undefined) return { type: what, accountId }
  if (x !== undefined) return { type: 'agent_left', accountId, agentId: x as AgentId }
  if (c === undefined) return null
  return {
    type: 'changes',
    accountId,
    changes: c.map(([openid, since, holder, last]) => ({
      openid,
      since,
      before: { holder: holder as Holder, last: last as AgentId | null },
    })),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
