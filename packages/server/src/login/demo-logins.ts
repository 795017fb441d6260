import { demoAgents } from '../agents/service.ts'
import type { Context } from '../context.ts'
import { demoPhones } from '../demo.ts'
import { openidsOfAgents } from './store.ts'

/** Whom the demo's login page offers, with the sandbox's phone that is bound to them. */
export async function demoLogins(ctx: Context) {
  const file = ctx.config.sandbox?.demoFile ?? null
  const [agents, openids, phones] = await Promise.all([
    demoAgents(ctx),
    openidsOfAgents(ctx.pool),
    file === null ? new Map<string, string>() : demoPhones(file),
  ])
  return agents.map((agent) => ({ ...agent, phone: phones.get(openids.get(agent.agentId) ?? '') ?? null }))
}
