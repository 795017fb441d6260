import type { Agent, ConversationRow } from '@duokefu/contract'

/** What a supervisor sees of one agent. */
export interface AgentLine {
  readonly agent: Agent
  /** Longest unanswered first, then by when they were accepted. */
  readonly rows: readonly ConversationRow[]
  readonly unanswered: number
  /** Since when the longest unanswered customer waits; null = all are answered. */
  readonly waitsSince: number | null
}

export interface Board {
  readonly agents: readonly AgentLine[]
  readonly waiting: { readonly count: number; readonly since: number | null }
  readonly serving: number
  readonly unanswered: number
  readonly online: number
  /** Customers who can be answered for less than an hour, the shortest first. */
  readonly closing: readonly ConversationRow[]
}

const soonMs = 60 * 60_000

/** The team at this moment: who is there and serves whom, where somebody waits, and whose window closes within an hour. */
export function boardOf(
  agents: Iterable<Agent>,
  conversations: Iterable<ConversationRow>,
  now: number,
): Board {
  const rows = [...conversations]
  const waiting = rows.filter((row) => row.state === 'waiting')
  const serving = rows.filter((row) => row.state === 'serving')
  const lines = [...agents]
    .filter((agent) => !agent.left)
    .map((agent) =>
      lineOf(
        agent,
        serving.filter((row) => row.agentId === agent.id),
      ),
    )
    .sort(byUrgency)
  return {
    agents: lines,
    waiting: { count: waiting.length, since: earliest(waiting.map((row) => row.waitingSince)) },
    serving: serving.length,
    unanswered: serving.filter((row) => row.unansweredSince !== null).length,
    online: lines.filter(({ agent }) => agent.status === 'online').length,
    closing: rows
      .filter((row) => row.state !== 'none' && closesAt(row) - now < soonMs && closesAt(row) > now)
      .sort((a, b) => closesAt(a) - closesAt(b)),
  }
}

/** When WeChat stops taking replies to this customer; never for one whose window isn't known. */
export function closesAt({ quota }: ConversationRow): number {
  return quota.kind === 'known' ? quota.until : Number.POSITIVE_INFINITY
}

function lineOf(agent: Agent, rows: readonly ConversationRow[]): AgentLine {
  const unanswered = rows.filter((row) => row.unansweredSince !== null)
  return {
    agent,
    rows: [...rows].sort(
      (a, b) =>
        compareTimes(a.unansweredSince, b.unansweredSince) || compareTimes(a.acceptedAt, b.acceptedAt),
    ),
    unanswered: unanswered.length,
    waitsSince: earliest(unanswered.map((row) => row.unansweredSince)),
  }
}

const presence = { online: 0, away: 1, offline: 2 } as const

/** Whose customers wait longest comes first; then who is there. */
function byUrgency(a: AgentLine, b: AgentLine): number {
  return (
    compareTimes(a.waitsSince, b.waitsSince) ||
    presence[a.agent.status] - presence[b.agent.status] ||
    b.rows.length - a.rows.length ||
    a.agent.name.localeCompare(b.agent.name, 'zh-CN')
  )
}

/** The earlier one first; one that isn't there comes last. */
function compareTimes(a: number | null, b: number | null): number {
  if (a === b) return 0
  if (a === null) return 1
  return b === null ? -1 : a - b
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}
