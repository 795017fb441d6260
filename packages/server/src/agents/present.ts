import type { Agent } from '@duokefu/contract'
import type { AgentRow } from './store.ts'

/** Offline is nobody's choice: it means that no desk of theirs has been open for a minute (L11). */
export function presentAgent(row: AgentRow): Agent {
  return {
    id: row.agent_id,
    name: row.name,
    avatarKey: row.avatar_key,
    role: row.role,
    status: row.is_present ? row.status : 'offline',
    serving: row.serving,
    maximum: row.maximum,
    autoAccept: row.auto_accept,
    groups: [...row.groups],
    left: row.has_left,
  }
}
