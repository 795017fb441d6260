import type { AccountId, AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { Routes } from '../http/scope.ts'
import { createKfChecks, type KfChecks } from './checks.ts'
import { groupRoutes } from './group-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { createKfDesk, type OpenPicture } from './kf.ts'
import { createProgramTeam, type ProgramTeam } from './program.ts'
import { teamRoutes } from './routes.ts'

/** Who hears of what an admin did to the team. */
export interface TeamEvents {
  agentsChanged(accountId: AccountId, agentIds: readonly AgentId[]): Promise<void>
  groupsChanged(accountId: AccountId): Promise<void>
  /** Ends the desks of an agent who left, or whose login did. */
  agentLeft(accountId: AccountId, agentId: AgentId): Promise<void>
  loginEnded(loginId: string): Promise<void>
}

/** Agents, groups, kf accounts at WeChat and invitations: put together once. */
export interface Team {
  readonly checks: KfChecks
  /** Asks WeChat which agents are bound, and takes that over. */
  checkKf(accountId: AccountId): Promise<void>
  routes(events: TeamEvents): readonly Routes[]
  /** What programs do to the team through WeChat's API. */
  forPrograms(events: TeamEvents): ProgramTeam
}

export function createTeam(
  ctx: Context,
  { openPicture, timers }: { readonly openPicture: OpenPicture; readonly timers: Timers },
): Team {
  const kf = createKfDesk(ctx, openPicture)
  return {
    checks: createKfChecks(ctx, { kf, timers }),
    checkKf: kf.check,
    routes: (events) => [
      teamRoutes(ctx, { kf, events }),
      groupRoutes(ctx, events),
      invitationRoutes(ctx, events),
    ],
    forPrograms: (events) => createProgramTeam(ctx, { kf, events }),
  }
}
