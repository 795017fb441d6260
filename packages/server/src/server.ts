import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Logger } from 'pino'
import type { Account } from './accounts/account.ts'
import { Accounts } from './accounts/accounts.ts'
import { accountRoutes } from './accounts/routes.ts'
import { createPresence } from './agents/presence.ts'
import { agentRoutes } from './agents/routes.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Config, urlHost } from './config.ts'
import type { Context } from './context.ts'
import { createAllocator } from './conversations/allocator.ts'
import { createLedger } from './conversations/ledger.ts'
import { conversationRoutes } from './conversations/routes.ts'
import { createSweeper } from './conversations/sweeper.ts'
import { startMaintenance } from './db/maintenance.ts'
import { type Database, openDatabase } from './db/open.ts'
import { createDeveloperEvents } from './delivery/developer-events.ts'
import { createSender } from './delivery/sender.ts'
import { systemTimers, type Timers } from './delivery/timers.ts'
import { createTokenKeeper } from './delivery/token-keeper.ts'
import { createWechatCalls, wechatApis } from './delivery/wechat-calls.ts'
import { createForwarder } from './gateway/forwarder.ts'
import { createGateway } from './gateway/gateway.ts'
import { gatewayPlugin } from './gateway/plugin.ts'
import { createHttp } from './http/app.ts'
import { createMetrics } from './http/operator-routes.ts'
import { loginRoutes } from './login/routes.ts'
import { createMediaLibrary } from './media/media.ts'
import { mediaRoutes } from './media/routes.ts'
import { createApiFetch } from './net/api-fetch.ts'
import { createSafeFetch } from './net/safe-fetch.ts'
import { createHub } from './realtime/hub.ts'
import { createPostgresBus } from './realtime/postgres-bus.ts'
import { realtimeRoutes } from './realtime/routes.ts'
import { matchPattern } from './rules-pattern.ts'
import { createSecrets, generatedSecret } from './secrets.ts'

export interface ServerOptions {
  readonly config: Config
  readonly log: Logger
  readonly clock?: Clock
  readonly timers?: Timers
  /** The built desk; null = none is served. */
  readonly deskDir: string | null
  /** Lines for the person at the terminal, Chinese and English in one. */
  readonly tell?: (line: string) => void
}

export interface Server {
  readonly ctx: Context
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** Carries out what the clocks have ended, now instead of within a second. */
  sweep(): Promise<void>
  /** Resolves when nothing is queued, on its way or about to be sent. */
  idle(): Promise<void>
  /** Takes nothing new, finishes what is under way, leaves no timer and no connection. */
  stop(): Promise<void>
}

/** WeChat gives up on a callback after five seconds; we give up on WeChat after ten. */
const wechatTimeoutMs = 10_000

/** Constructs everything, and starts it: the database, the parts, the port. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config } = options
  const secrets = createSecrets(config.secret ?? (await generatedSecret(config.dataDir)))
  const database = await openDatabase(config, options.tell ?? (() => undefined))
  try {
    return await startOn(database, { ...options, secrets })
  } catch (error) {
    await database.close()
    throw error
  }
}

async function startOn(
  database: Database,
  options: ServerOptions & { readonly secrets: Context['secrets'] },
): Promise<Server> {
  const { config, log, secrets, clock = systemClock, timers = systemTimers } = options
  const { pool } = database
  const processId = randomUUID()
  const accounts = new Accounts(pool, secrets, () => clock.now())
  const account = (id: AccountId) => accounts.byId(id)
  const ledger = createLedger({
    pool: database.ledgerPool,
    clock,
    log,
    processId,
    matchPattern,
    // Each group compares the version, so that the kept one is good enough to begin with.
    account: async (id) => accounts.known(id) ?? accounts.byId(id),
    refreshAccount: (id) => accounts.refresh(id),
  })
  let url = ''
  const ctx: Context = {
    config,
    clock,
    log,
    pool,
    secrets,
    accounts,
    ledger,
    processId,
    publicUrl: () => config.publicUrl ?? url,
  }

  const allocator = createAllocator({ pool, ledger, clock, log, account })
  const sweeper = createSweeper({ pool, ledger, clock, log, drain: allocator.drain })
  const unfollow = ledger.onCommitted((committed) => {
    if (committed.drain) allocator.drain(committed.accountId)
  })

  const toWechat = createApiFetch()
  const guarded = createSafeFetch({ allowPrivate: false })
  const unguarded = createSafeFetch({ allowPrivate: true })
  const webFor = ({ allowPrivate }: Account) =>
    allowPrivate || config.allowPrivateUrls ? unguarded : guarded
  const forwarder = createForwarder({ fetchFor: (account) => webFor(account).fetch, clock })
  const apiOf = wechatApis({ fetch: toWechat.fetch, timeoutMs: wechatTimeoutMs })
  const calls = createWechatCalls(apiOf, createTokenKeeper(ctx, { apiOf, timers }))
  const media = createMediaLibrary(ctx, { calls, downloadFor: (account) => webFor(account).download, timers })
  const sender = createSender(ctx, { calls, media: media.wechat, timers, random: Math.random })
  const developerEvents = createDeveloperEvents(ctx, { forward: forwarder.forward, timers })
  const gateway = createGateway({ accounts, ledger, forwarder, clock, wait: timers.wait })

  const presence = createPresence(ctx, agentsChanged)
  const hub = createHub(ctx, createPostgresBus(ctx), presence)
  async function agentsChanged(accountId: AccountId, agentIds: readonly AgentId[]): Promise<void> {
    allocator.drain(accountId)
    await hub.agentsChanged(accountId, agentIds)
  }

  const metrics = createMetrics()
  const http = await createHttp(ctx, {
    api: [
      loginRoutes(ctx, (login) => hub.loginEnded(login.id)),
      accountRoutes(ctx),
      agentRoutes(ctx, agentsChanged),
      conversationRoutes(ctx),
      mediaRoutes(ctx, media),
      realtimeRoutes(ctx, hub),
    ],
    outside: [(scope) => gatewayPlugin(scope, { gateway, registry: metrics })],
    deskDir: options.deskDir,
    metrics,
  })

  await hub.start()
  await http.listen({ host: config.host, port: config.port })
  const { port } = http.server.address() as AddressInfo
  url = `http://${urlHost(config.host)}:${port}`

  const stopMaintenance = startMaintenance(pool, log)
  presence.start()
  sweeper.start()
  for (const part of [sender, developerEvents, media.inbound]) part.start()

  return {
    ctx,
    url,
    async sweep() {
      await sweeper.runOnce()
    },
    async idle() {
      await gateway.idle()
      await ledger.idle()
      await allocator.idle()
      for (const part of [sender, developerEvents, media.inbound, hub]) await part.idle()
      await ledger.idle()
    },
    async stop() {
      stopMaintenance()
      await sweeper.stop()
      await hub.stop()
      await http.close()
      await gateway.idle()
      for (const part of [sender, developerEvents, media.inbound]) await part.stop()
      unfollow()
      await allocator.idle()
      await ledger.stop()
      await presence.stop()
      for (const fetch of [toWechat, guarded, unguarded]) await fetch.close()
      await database.close()
    },
  }
}
