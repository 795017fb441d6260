import type { Agent } from '@duokefu/contract'

export interface TransferTarget {
  readonly agent: Agent
  /** Online and below the maximum: they have the customer at once (L14). */
  readonly atOnce: boolean
}

/** Who can take a customer over, those who would do so at once first, then by how few they serve. */
export function transferTargets(agents: Iterable<Agent>, me: string, query: string): TransferTarget[] {
  const wanted = query.trim().toLocaleLowerCase()
  return [...agents]
    .filter((agent) => agent.id !== me && !agent.left && agent.name.toLocaleLowerCase().includes(wanted))
    .map((agent) => ({ agent, atOnce: agent.status === 'online' && agent.serving < agent.maximum }))
    .sort((a, b) => rank(a) - rank(b) || a.agent.serving - b.agent.serving || compare(a.agent, b.agent))
}

function rank({ agent, atOnce }: TransferTarget): number {
  if (atOnce) return 0
  return { online: 1, away: 2, offline: 3 }[agent.status]
}

function compare(a: Agent, b: Agent): number {
  return a.name.localeCompare(b.name, 'zh-CN')
}
