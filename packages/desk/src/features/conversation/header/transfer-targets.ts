import type { Agent, Group } from '@duokefu/contract'

/** Who may get a customer. */
export type TransferTarget = AgentTarget | GroupTarget

export interface AgentTarget {
  readonly kind: 'agent'
  readonly agent: Agent
  /** Online and below the maximum: they have the customer at once (L14). */
  readonly atOnce: boolean
}

export interface GroupTarget {
  readonly kind: 'group'
  readonly group: Group
  readonly members: number
  readonly online: number
  /** Somebody of the group accepts by themselves and has room: nobody has to click. */
  readonly atOnce: boolean
}

/** Agents who can take a customer over, those who would do so at once first, then by how few they serve. */
export function agentTargets(
  agents: Iterable<Agent>,
  except: readonly (string | null)[],
  query: string,
): AgentTarget[] {
  return [...agents]
    .filter((agent) => !except.includes(agent.id) && !agent.left && fits(agent.name, query))
    .map((agent) => ({ kind: 'agent' as const, agent, atOnce: agent.status === 'online' && hasRoom(agent) }))
    .sort((a, b) => rank(a) - rank(b) || a.agent.serving - b.agent.serving || byName(a.agent, b.agent))
}

/** Groups with somebody in them; those where somebody is online first. */
export function groupTargets(
  groups: readonly Group[],
  agents: Iterable<Agent>,
  query: string,
): GroupTarget[] {
  const serving = [...agents].filter((agent) => !agent.left)
  return groups
    .filter((group) => fits(group.name, query))
    .map((group) => {
      const members = serving.filter((agent) => agent.groups.includes(group.id))
      const online = members.filter((agent) => agent.status === 'online')
      const atOnce = online.some((agent) => agent.autoAccept && hasRoom(agent))
      return { kind: 'group' as const, group, members: members.length, online: online.length, atOnce }
    })
    .filter((target) => target.members > 0)
    .sort((a, b) => Number(b.online > 0) - Number(a.online > 0) || byName(a.group, b.group))
}

function fits(name: string, query: string): boolean {
  return name.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())
}

function hasRoom(agent: Agent): boolean {
  return agent.serving < agent.maximum
}

function rank({ agent, atOnce }: AgentTarget): number {
  if (atOnce) return 0
  return { online: 1, away: 2, offline: 3 }[agent.status]
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'zh-CN')
}
