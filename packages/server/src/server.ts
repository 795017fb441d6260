import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { AccountId } from '@duokefu/engine'
import type { Logger } from 'pino'
import type { Account } from './accounts/account.ts'
import { Accounts } from './accounts/accounts.ts'
import { type Clock, createSystemClock } from './clock.ts'
import { compatRoutes } from './compat/admin-routes.ts'
import { createCompat } from './compat/compat.ts'
import { wechatTokenRoutes } from './compat/hand-out.ts'
import { type Config, urlHost } from './config.ts'
import type { Context } from './context.ts'
import { createAllocator } from './conversations/allocator.ts'
import { createLedger } from './conversations/ledger.ts'
import { createSweeper } from './conversations/sweeper.ts'
import { startMaintenance } from './db/maintenance.ts'
import { type Database, openDatabase } from './db/open.ts'
import { createDeveloperEvents } from './delivery/developer-events.ts'
import { endOrphanedClaims } from './delivery/orphaned-claims.ts'
import { createSender } from './delivery/sender.ts'
import { systemTimers, type Timers } from './delivery/timers.ts'
import { createTokenKeeper } from './delivery/token-keeper.ts'
import { typingRoutes } from './delivery/typing.ts'
import { createWechatCalls, wechatApis } from './delivery/wechat-calls.ts'
import { createBreakers } from './gateway/breakers.ts'
import { createForwarder } from './gateway/forwarder.ts'
import { createGateway } from './gateway/gateway.ts'
import { createHealthKeeper } from './gateway/health-keeper.ts'
import { gatewayPlugin } from './gateway/plugin.ts'
import { createSightings } from './gateway/sightings.ts'
import { createSpooling, tellingAtOnce } from './gateway/spool/spooling.ts'
import { createHttp } from './http/app.ts'
import { createDeskApi } from './http/desk-api.ts'
import { drain } from './http/drain.ts'
import { createMetrics } from './http/operator-routes.ts'
import type { Scope } from './http/scope.ts'
import { createImporter } from './imports/importer.ts'
import { importRoutes } from './imports/routes.ts'
import { createMediaLibrary } from './media/media.ts'
import { mediaRoutes } from './media/routes.ts'
import { createApiFetch } from './net/api-fetch.ts'
import { createSafeFetch } from './net/safe-fetch.ts'
import { createRetention } from './records/retention.ts'
import { createReportKeeper } from './reports/roll-up.ts'
import { matchPattern } from './rules/pattern.ts'
import { createSecrets, generatedSecret } from './secrets.ts'
import { StartError } from './start-error.ts'
import { createTeam } from './team/team.ts'

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
  /** Takes nothing new, finishes what is under way, leaves no timer and no connection. Asked again, it is the same stop. */
  stop(): Promise<void>
}

/** WeChat gives up on a callback after five seconds; we give up on WeChat after ten. */
const wechatTimeoutMs = 10_000
/** To one developer URL: a slow one has as many requests under way as callbacks arrive meanwhile. */
const connectionsToMall = 512

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
  const { config, log, secrets, clock = createSystemClock(), timers = systemTimers } = options
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
    notifies: config.natsServers === null,
    // Each group compares the version, so that the kept one is good enough to begin with.
    account: async (id) => accounts.known(id) ?? accounts.byId(id),
    refreshAccount: (id) => accounts.refresh(id),
  })
  const toWechat = createApiFetch()
  const apiOf = wechatApis({ fetch: toWechat.fetch, timeoutMs: wechatTimeoutMs })
  const keeper = createTokenKeeper({ pool, secrets, clock, log, processId }, { apiOf, timers })
  const calls = createWechatCalls(apiOf, keeper)
  const metrics = createMetrics()
  const spooling = createSpooling(
    { config, secrets, clock, log, processId, ledger },
    { pool: database.ledgerPool, timers, metrics },
  )
  const { spool, deskOnly, watch } = spooling
  let url = ''
  const ctx: Context = {
    config,
    clock,
    log,
    pool,
    secrets,
    accounts,
    ledger: tellingAtOnce(ledger, watch.isAway),
    spool,
    calls,
    processId,
    publicUrl: () => config.publicUrl ?? url,
  }

  const allocator = createAllocator({ pool, ledger, clock, log, account })
  const sweeper = createSweeper({ pool, ledger, clock, log, drain: allocator.drain })
  const unfollow = ledger.onCommitted((committed) => {
    if (committed.drain) allocator.drain(committed.accountId)
  })

  const guarded = createSafeFetch({ allowPrivate: false })
  const unguarded = createSafeFetch({ allowPrivate: true })
  const mayBePrivate = ({ allowPrivate }: Account) => allowPrivate || config.allowPrivateUrls
  const webFor = (account: Account) => (mayBePrivate(account) ? unguarded : guarded)
  const mallFetch = (allowPrivate: boolean) =>
    createSafeFetch({ allowPrivate, connections: connectionsToMall })
  const toMalls = { public: mallFetch(false), private: mallFetch(true) }
  const breakers = createBreakers(clock)
  const health = createHealthKeeper(ctx, { breakers, timers })
  ledger.onCommitted(health.committed)
  const forwarder = createForwarder({
    fetchFor: (account) => toMalls[mayBePrivate(account) ? 'private' : 'public'].fetch,
    clock,
    onSaid: health.said,
  })
  const media = createMediaLibrary(ctx, { calls, downloadFor: (account) => webFor(account).download, timers })
  const sender = createSender(ctx, { calls, media: media.wechat, timers, random: Math.random })
  const developerEvents = createDeveloperEvents(ctx, { forward: forwarder.forward, timers })
  const sightings = createSightings(ctx)
  const team = createTeam(ctx, { openPicture: media.open, timers })
  const deskApi = createDeskApi(ctx, allocator.drain, metrics)
  watch.onChange(deskApi.hub.storageChanged)
  const compat = createCompat(ctx, {
    team: team.forPrograms(deskApi.events),
    media,
    timers,
    registry: metrics,
  })
  const gateway = createGateway({
    accounts,
    ledger,
    forwarder,
    clock,
    onSeen(accountId, sighting) {
      sightings.note(accountId, sighting)
      health.seen(accountId, sighting)
    },
    onMissed: health.missed,
    breakers,
    loginScans: deskApi.loginScans,
    wait: timers.wait,
    ...(spool === null ? {} : { spooling: { spool, deskOnly, isStorageAway: watch.isAway, log } }),
  })
  const importer = createImporter(ctx, {
    downloadFor: (account) => webFor(account).download,
    media,
    checkKf: team.checkKf,
    agentsChanged: deskApi.events.agentsChanged,
    timers,
  })
  const http = await createHttp(ctx, {
    api: [
      ...deskApi.routes,
      mediaRoutes(ctx, media),
      typingRoutes(ctx, calls),
      ...team.routes(deskApi.events),
      importRoutes(ctx, importer.wake),
      compatRoutes(ctx),
      wechatTokenRoutes(ctx, keeper),
    ],
    outside: [(scope) => gatewayPlugin(scope, { gateway, registry: metrics }), compat.routes],
    deskDir: options.deskDir,
    metrics,
  })
  await deskApi.start()
  await spooling.start()
  try {
    url = await listen(http, config)
  } catch (error) {
    await spooling.stop()
    await deskApi.stop()
    await deskApi.end()
    throw error
  }

  // Our own PostgreSQL serves one server at a time.
  if (config.databaseUrl === null) await endOrphanedClaims(pool, processId)
  const stopMaintenance = startMaintenance(pool, log)
  const reports = createReportKeeper(ctx, timers)
  reports.start()
  sweeper.start()
  sightings.start()
  compat.start()
  health.start()
  const retention = createRetention(ctx, { files: media.files, timers })
  const workers = [sender, developerEvents, media.inbound, team.checks, importer, retention]
  for (const worker of workers) worker.start()

  async function stop(): Promise<void> {
    const untilAnswered = drain(http.server)
    stopMaintenance()
    await reports.stop()
    await sweeper.stop()
    await sightings.stop()
    await deskApi.stop()
    await untilAnswered()
    await http.close()
    await compat.stop()
    await gateway.stop()
    await spooling.stop()
    await health.stop()
    for (const worker of workers) await worker.stop()
    await media.stop()
    unfollow()
    await allocator.idle()
    await ledger.stop()
    await deskApi.end()
    for (const fetch of [toWechat, guarded, unguarded, ...Object.values(toMalls)]) await fetch.close()
    await database.close()
  }
  let stopping: Promise<void> | null = null

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
      for (const part of [...workers, deskApi.hub]) await part.idle()
      await ledger.idle()
    },
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Resolves with the address; a port that can't be had is said in one sentence. */
async function listen(http: Scope, { host, port }: Config): Promise<string> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE') {
      throw new StartError(
        {
          zh: `端口 ${port} 已被占用；用 PORT=… 换一个。`,
          en: `Port ${port} is taken; choose another one with PORT=….`,
        },
        { cause: error },
      )
    }
    if (code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    throw new StartError(
      {
        zh: `不能在 ${host} 的端口 ${port} 上监听；检查 HOST 和 PORT。`,
        en: `Can't listen on port ${port} of ${host}; check HOST and PORT.`,
      },
      { cause: error },
    )
  }
  const address = http.server.address() as AddressInfo
  return `http://${urlHost(host)}:${address.port}`
}
