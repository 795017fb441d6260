import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApp } from './app.ts'
import { isLoopback } from './guard.ts'
import { keepOnDisk } from './keep-on-disk.ts'
import { type DeliverOptions, Pusher, WECHAT_DELIVERY } from './push/pusher.ts'
import type { Account } from './world/account.ts'
import { type Clock, systemClock } from './world/clock.ts'
import { memoryFiles } from './world/media.ts'
import { folderFiles, readSnapshot } from './world/snapshot.ts'
import { World } from './world/world.ts'

export type { DeliverOptions } from './push/pusher.ts'
export type { Push, PushOutcome, PushTry } from './push/record.ts'
export type { Account, CryptoMode, DataFormat } from './world/account.ts'
export type { Clock } from './world/clock.ts'
export type { Content, Entry } from './world/entry.ts'
export type { FaultKind, Faults } from './world/misbehaviour.ts'

/** What must be said of an account; the rest has defaults: safe mode, XML, `serverUrl` from the sandbox's own. */
export type AccountInput = Pick<Account, 'appid' | 'secret' | 'ghId' | 'token' | 'encodingAesKey'> &
  Partial<Account>

export type SandboxOptions = {
  accounts: AccountInput[]
  /** 0 or left out: a free one. */
  port?: number
  /** Loopback only. */
  host?: string
  /** Base URL of the server, without a path: accounts without a serverUrl get `<serverUrl>/wechat/<appid>`. */
  serverUrl?: string
  clock?: Clock
  deliver?: Partial<DeliverOptions>
  /** Keeps the world in `sandbox.json` and `sandbox-media/` there; left out: in memory. */
  dataDir?: string
  /** The first account has agents and ten days of records at WeChat's own desk (default true). */
  demoDesk?: boolean
  /** The built phone page; without it only the APIs are there. */
  webDir?: string
}

export type Sandbox = {
  /** `http://127.0.0.1:<port>`: the API base URL of the account, and the phone page. */
  url: string
  world: World
  pusher: Pusher
  /** Resolves when no callback is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Starts a simulated WeChat in this process. Throws when the host is not loopback or the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1'
  if (!isLoopback(host)) throw new Error(`The sandbox listens on this machine only, not on ${host}`)
  const { dataDir } = options
  const file = dataDir === undefined ? null : join(dataDir, 'sandbox.json')
  const world = new World({
    clock: options.clock ?? systemClock,
    accounts: options.accounts.map((account) => wholeAccount(account, options.serverUrl)),
    files: dataDir === undefined ? memoryFiles() : folderFiles(join(dataDir, 'sandbox-media')),
    kept: file === null ? null : readSnapshot(file),
    demoDesk: options.demoDesk ?? true,
  })
  const pusher = new Pusher(world, { ...WECHAT_DELIVERY, ...options.deliver })
  const app = await buildApp(world, pusher, options.webDir ?? builtPage())
  const keeper = file === null ? null : keepOnDisk(world, file)
  world.origin = await app.listen({ port: options.port ?? 0, host })
  return {
    url: world.origin,
    world,
    pusher,
    idle: () => pusher.idle(),
    async stop() {
      await pusher.stop()
      await app.close()
      keeper?.stop()
    },
  }
}

function wholeAccount(input: AccountInput, serverUrl: string | undefined): Account {
  const ours = serverUrl === undefined ? null : `${serverUrl}/wechat/${input.appid}`
  return {
    name: '花田小店',
    wechatId: 'huatian',
    mode: 'safe',
    format: 'xml',
    serverUrl: ours,
    verified: true,
    kfEnabled: true,
    ipAllowlist: null,
    oauthDomain: null,
    ...input,
  }
}

/** Beside the sources and beside the bundle, the page is in the same place. */
function builtPage(): string {
  return fileURLToPath(new URL('../dist/web', import.meta.url))
}
