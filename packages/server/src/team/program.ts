import type { NewTeamAgent, TeamAgentPatch } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { releaseLeftAgent } from '../conversations/account-wide.ts'
import { createFarewell } from './farewell.ts'
import type { KfDesk } from './kf.ts'
import { deactivate } from './leaving.ts'
import type { TeamActor } from './rights.ts'
import * as service from './service.ts'
import * as store from './store.ts'
import type { TeamEvents } from './team.ts'

/**
 * The team as programs change it with WeChat's own calls: the same acts as in the back office, with the same audit, the
 * same events and the same word to WeChat. Throws what these throw.
 */
export interface ProgramTeam {
  /** Everybody who has not left. */
  agents(accountId: AccountId): Promise<store.TeamRow[]>
  add(actor: TeamActor, agent: NewTeamAgent): Promise<void>
  change(actor: TeamActor, agentId: AgentId, patch: TeamAgentPatch): Promise<void>
  /** 停用, and the kf account is deleted at WeChat. */
  remove(actor: TeamActor, agentId: AgentId): Promise<void>
  /** WeChat's own invitation; what WeChat says against it, or null. */
  invite(
    actor: TeamActor,
    agentId: AgentId,
    wx: string,
  ): Promise<{ readonly errcode: number | null; readonly errmsg: string } | null>
}

export function createProgramTeam(
  ctx: Context,
  { kf, events }: { readonly kf: KfDesk; readonly events: TeamEvents },
): ProgramTeam {
  const { left } = createFarewell(ctx, events)
  const rows = (accountId: AccountId) => store.teamOf(ctx.pool, accountId, ctx.clock.skewMs)

  async function push(accountId: AccountId, agentId: AgentId): Promise<void> {
    await kf.push(accountId, agentId)
    await events.agentsChanged(accountId, [agentId])
  }

  return {
    async agents(accountId) {
      return (await rows(accountId)).filter((row) => !row.has_left)
    },
    async add(actor, agent) {
      await push(actor.accountId, await service.addAgent(ctx, actor, agent))
    },
    async change(actor, agentId, patch) {
      await push(actor.accountId, await service.changeAgent(ctx, actor, agentId, patch))
    },
    async remove(actor, wanted) {
      const { accountId } = actor
      const { agentId, personId } = await deactivate(ctx, actor, wanted)
      await left(accountId, agentId, personId)
      await releaseLeftAgent(ctx, accountId, agentId)
      await kf.remove(accountId, agentId)
      await events.agentsChanged(accountId, [agentId])
    },
    async invite(actor, agentId, wx) {
      const { accountId } = actor
      await kf.invite(accountId, agentId, wx)
      await kf.check(accountId)
      const row = await store.teamAgent(ctx.pool, accountId, agentId, ctx.clock.skewMs)
      await recordAct({ ...ctx, db: ctx.pool }, actor, { act: 'agent.kf_invite', target: row?.name ?? null })
      if (row === null || row.problem_step === null) return null
      return { errcode: row.problem_code, errmsg: row.problem_text ?? '' }
    },
  }
}
