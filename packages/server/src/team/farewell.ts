import type { AccountId, AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { endHomelessLogins } from '../login/homeless.ts'
import type { TeamEvents } from './team.ts'

/** What ends with an agent who left: desks and logins. */
export function createFarewell(
  ctx: Pick<Context, 'pool' | 'clock'>,
  events: Pick<TeamEvents, 'agentLeft' | 'loginEnded'>,
) {
  async function endLogins(personId: string): Promise<void> {
    for (const loginId of await endHomelessLogins(ctx, personId)) await events.loginEnded(loginId)
  }

  return {
    endLogins,
    /** Their desks end here; their logins only where they serve no other account. */
    async left(accountId: AccountId, agentId: AgentId, personId: string | null): Promise<void> {
      if (personId !== null) await endLogins(personId)
      await events.agentLeft(accountId, agentId)
    },
  }
}
