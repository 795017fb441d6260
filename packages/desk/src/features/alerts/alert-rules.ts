import type { ConversationRow, DeskState } from '@duokefu/contract'
import { meantForMe } from '../../realtime/meant-for-me.ts'
import { isHandedTo } from './news.ts'

/** What happened that an agent may not have seen. */
export interface Alert {
  /** `window`: WeChat's window closes soon; `session`: the clock ends the session, and nobody has answered. */
  readonly kind: 'queue' | 'message' | 'transfer' | 'window' | 'session'
  readonly openid: string
}

/** Where the agent looks: nothing for the conversation in front of the eyes. */
export interface Eyes {
  /** The conversation on the screen, or null. */
  readonly shown: string | null
  readonly pageVisible: boolean
}

type Known = Pick<DeskState, 'conversations' | 'me' | 'agents'>

/** What is new between two states. 离开 leaves only what is meant for this agent alone. */
export function alertsBetween(before: Known, after: Known, eyes: Eyes): readonly Alert[] {
  const alerts: Alert[] = []
  for (const row of after.conversations.values()) {
    const known = before.conversations.get(row.openid)
    if (known === row) continue
    const kind = kindOf(known, row, after)
    if (kind === null || (eyes.pageVisible && eyes.shown === row.openid)) continue
    if (kind !== 'transfer' && after.me.settings.status === 'away') continue
    alerts.push({ kind, openid: row.openid })
  }
  return alerts
}

function kindOf(known: ConversationRow | undefined, row: ConversationRow, desk: Known): Alert['kind'] | null {
  const me = desk.me.agentId
  if (isHandedTo(known, row, me)) return 'transfer'
  if (row.state === 'waiting' && known?.state !== 'waiting') {
    if (!meantForMe(row, desk)) return null
    return row.reservedFor?.kind === 'agent' ? 'transfer' : 'queue'
  }
  if (row.state !== 'serving' || row.agentId !== me) return null
  const news = row.last?.direction === 'in' && row.last.seq > (known?.last?.seq ?? -1)
  return news && row.unansweredSince !== null ? 'message' : null
}

/** A waiting customer is told again after this long, for so long. */
export const REPEAT_QUEUE_MS = 20_000
export const REPEAT_QUEUE_FOR_MS = 3 * 60_000
/** A message of mine is told once more when nobody looked. */
export const REPEAT_MESSAGE_MS = 60_000

/**
 * What is due again at `now` (server time), `sinceMs` after the last look: every 20 s somebody waits
 * whom I could take, for three minutes; once after 60 s a message that nobody has opened.
 */
export function repeatsDue(known: Known, eyes: Eyes, now: number, sinceMs: number): readonly Alert[] {
  if (known.me.settings.status === 'away') return []
  const alerts: Alert[] = []
  for (const row of known.conversations.values()) {
    if (eyes.pageVisible && eyes.shown === row.openid) continue
    if (row.state === 'waiting' && row.waitingSince !== null) {
      if (!meantForMe(row, known)) continue
      const waited = now - row.waitingSince
      const again = Math.floor(waited / REPEAT_QUEUE_MS) > Math.floor((waited - sinceMs) / REPEAT_QUEUE_MS)
      if (again && waited >= REPEAT_QUEUE_MS && waited < REPEAT_QUEUE_FOR_MS) {
        alerts.push({ kind: 'queue', openid: row.openid })
      }
    } else if (row.state === 'serving' && row.agentId === known.me.agentId && row.unread > 0) {
      const since = row.unansweredSince === null ? 0 : now - row.unansweredSince
      if (since >= REPEAT_MESSAGE_MS && since - sinceMs < REPEAT_MESSAGE_MS) {
        alerts.push({ kind: 'message', openid: row.openid })
      }
    }
  }
  return alerts
}

/** Of several at once only the weightiest sounds. */
export function soundOf(alerts: readonly Alert[]): Alert['kind'] | null {
  const kinds = new Set(alerts.map((alert) => alert.kind))
  return (
    (['transfer', 'window', 'session', 'queue', 'message'] as const).find((kind) => kinds.has(kind)) ?? null
  )
}
