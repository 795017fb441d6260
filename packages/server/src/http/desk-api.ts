import type { AccountId, AgentId } from '@duokefu/engine'
import { Gauge, type Registry } from 'prom-client'
import { connectionRoutes } from '../accounts/connection-routes.ts'
import { accountRoutes } from '../accounts/routes.ts'
import { settingsRoutes } from '../accounts/settings-routes.ts'
import { createPresence, type Presence } from '../agents/presence.ts'
import { agentRoutes } from '../agents/routes.ts'
import { auditRoutes } from '../audit/routes.ts'
import type { Context } from '../context.ts'
import { conversationRoutes } from '../conversations/routes.ts'
import { healthRoutes } from '../gateway/health-routes.ts'
import { myLoginRoutes } from '../login/my-login-routes.ts'
import { phoneRoutes } from '../login/phone-routes.ts'
import { loginRoutes } from '../login/routes.ts'
import { createLoginScans, type LoginScans } from '../login/scan.ts'
import { ticketRoutes } from '../login/ticket-routes.ts'
import { createTicketWatch } from '../login/ticket-watch.ts'
import { menuRoutes } from '../menu/routes.ts'
import { tellCommits } from '../realtime/commit-teller.ts'
import { createHub, type Hub } from '../realtime/hub.ts'
import { realtimeRoutes } from '../realtime/routes.ts'
import { createBus } from '../realtime/shared-bus.ts'
import { recordRoutes } from '../records/routes.ts'
import { materialRoutes } from '../replies/material-routes.ts'
import { replyRoutes } from '../replies/routes.ts'
import { reportRoutes } from '../reports/routes.ts'
import { ruleRoutes } from '../rules/routes.ts'
import type { Routes } from './scope.ts'

/** Everything that an agent's browser talks to: put together once, for `createHttp`. */
export interface DeskApi {
  readonly routes: readonly Routes[]
  readonly hub: Hub
  readonly presence: Presence
  readonly loginScans: LoginScans
  /** What the open desks are told of changes to the team; a change may have made room for somebody who waits. */
  readonly events: Pick<Hub, 'agentsChanged' | 'groupsChanged' | 'agentLeft' | 'loginEnded'>
  /** Begins to hear of changes; before the server listens. */
  start(): Promise<void>
  /** Says goodbye to every desk. Before the HTTP server is closed. */
  stop(): Promise<void>
  /** Says nothing more to other processes. After the ledger has stopped: they hear of all that it committed. */
  end(): Promise<void>
}

/** `drain` is asked for an account whenever an agent may have got room: by coming online, by a setting. */
export function createDeskApi(
  ctx: Context,
  drain: (accountId: AccountId) => void,
  metrics: Registry,
): DeskApi {
  const presence = createPresence(ctx, agentsChanged)
  const bus = createBus(ctx)
  let endTelling: (() => Promise<void>) | null = null
  const hub = createHub(ctx, bus, presence)
  const tickets = createTicketWatch(bus)

  async function agentsChanged(accountId: AccountId, agentIds: readonly AgentId[]): Promise<void> {
    drain(accountId)
    await hub.agentsChanged(accountId, agentIds)
  }

  new Gauge({
    name: 'duokefu_desks_open',
    help: 'Open desks connected to this process',
    registers: [metrics],
    collect() {
      this.set(hub.socketCount())
    },
  })

  return {
    hub,
    presence,
    loginScans: createLoginScans(ctx, tickets),
    events: { ...hub, agentsChanged },
    routes: [
      loginRoutes(ctx, (login) => hub.loginEnded(login.id)),
      myLoginRoutes(ctx, (loginId) => hub.loginEnded(loginId)),
      phoneRoutes(ctx),
      ticketRoutes(ctx, tickets),
      accountRoutes(ctx),
      connectionRoutes(ctx, hub.accountChanged),
      settingsRoutes(ctx, hub.accountChanged),
      ruleRoutes(ctx),
      menuRoutes(ctx),
      auditRoutes(ctx),
      healthRoutes(ctx),
      agentRoutes(ctx, agentsChanged),
      conversationRoutes(ctx),
      reportRoutes(ctx),
      recordRoutes(ctx),
      replyRoutes(ctx),
      materialRoutes(ctx),
      realtimeRoutes(ctx, hub),
    ],
    async start() {
      if (ctx.config.natsServers !== null) endTelling = await tellCommits(ctx.ledger, bus)
      await hub.start()
      await tickets.start()
      presence.start()
    },
    async stop() {
      await tickets.stop()
      await hub.stop()
      await presence.stop()
    },
    async end() {
      await endTelling?.()
    },
  }
}
