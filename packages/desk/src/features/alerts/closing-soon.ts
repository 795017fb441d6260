import type { ConversationRow, DeskState } from '@duokefu/contract'
import { meantForMe } from '../../realtime/meant-for-me.ts'
import type { Alert, Eyes } from './alert-rules.ts'

/** Before the clock ends the session of somebody who still waits for an answer. */
export const SESSION_ALARM_MS = 5 * 60_000

type Known = Pick<DeskState, 'conversations' | 'me' | 'agents'>

/**
 * 即将超时: what will be too late in `windowAlarmMs` (0 = no alarm), at `now` (server time), `sinceMs` after the last look.
 * Looks follow each other without a gap, however long a sleeping tab made them, so that each end is told once; what ends
 * sooner than its alarm from the beginning, like the minute after a menu tap, is not told.
 */
export function closingSoon(
  known: Known,
  eyes: Eyes,
  { now, sinceMs, windowAlarmMs }: { now: number; sinceMs: number; windowAlarmMs: number },
): readonly Alert[] {
  const passes = (end: number, alarmMs: number) =>
    end > now && end - alarmMs <= now && end - alarmMs > now - sinceMs
  const alerts: Alert[] = []
  for (const row of known.conversations.values()) {
    if (eyes.pageVisible && eyes.shown === row.openid) continue
    const mine = row.state === 'serving' && row.agentId === known.me.agentId
    if (!mine && !(row.state === 'waiting' && meantForMe(row, known))) continue
    if (windowAlarmMs > 0 && passes(windowEnd(row), windowAlarmMs)) {
      alerts.push({ kind: 'window', openid: row.openid })
    } else if (mine && row.unansweredSince !== null && passes(row.expiresAt ?? 0, SESSION_ALARM_MS)) {
      alerts.push({ kind: 'session', openid: row.openid })
    }
  }
  return alerts
}

/** Until when something can be sent; 0 when nothing can, or nobody knows. */
function windowEnd({ quota }: ConversationRow): number {
  return quota.kind === 'known' && quota.left !== 0 ? quota.until : 0
}
