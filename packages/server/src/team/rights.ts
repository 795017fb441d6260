import type { Agent, TeamAgent } from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { Actor } from '../audit/audit.ts'

type Role = Agent['role']

/** Whom something is done to. */
export interface Target {
  readonly agentId: AgentId
  readonly role: Role
}

/** Who changes the team: somebody at the back office, or a program. */
export type TeamActor = Actor & { readonly role: Role }

/** What somebody may do to an agent: an admin manages agents and supervisors, an owner everybody. */
export function rightsOver(asker: Pick<TeamActor, 'agentId' | 'role'>, target: Target): TeamAgent['may'] {
  const isSelf = asker.agentId === target.agentId
  const manages = asker.role === 'owner' || (asker.role === 'admin' && !isAbove(target.role))
  return {
    change: manages || (isSelf && asker.role === 'admin'),
    roles: manages ? rolesGivenBy(asker.role) : [],
    // Whoever locks themselves out can't let themselves in again.
    leave: manages && !isSelf,
    confirm: manages,
  }
}

/** Roles that admit to the admin pages. A link alone never gives them (L18). */
export function isAbove(role: Role): boolean {
  return role === 'admin' || role === 'owner'
}

function rolesGivenBy(role: Role): Role[] {
  return role === 'owner' ? ['agent', 'supervisor', 'admin', 'owner'] : ['agent', 'supervisor']
}
