import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startSandbox } from '@duokefu/sandbox'
import {
  type Clock,
  readConfig,
  type Server,
  seedDemo,
  startServer,
  systemTimers,
  type Timers,
} from '@duokefu/server'
import pg from 'pg'
import { pino } from 'pino'
import type { TestPostgres } from '../packages/server/test/postgres.ts'
import { demoShop } from './demo-shop.ts'
import type { Mall } from './mall.ts'
import { talkTo, type Wechat } from './wechat.ts'

/** Everything that `npm start` starts, in this process, on a database of its own, with a clock that can be moved. */
export interface Product {
  /** The desk. */
  readonly url: string
  readonly wechat: Wechat
  /** Good for one login of the owner. */
  readonly ownerLink: string
  /** Lets time pass for server and WeChat alike, and carries out what it has ended. */
  passTime(ms: number): Promise<void>
  /** Ends the server and starts it again, at the same address. */
  restartServer(): Promise<void>
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

export interface Around {
  readonly postgres: TestPostgres
  readonly mall: Mall
  /** Where the demo shop's credentials are. */
  readonly demoFile: string
}

const deskDir = path.resolve(import.meta.dirname, '../packages/desk/dist')

export async function startProduct({ postgres, mall, demoFile }: Around): Promise<Product> {
  if (!existsSync(path.join(deskDir, 'index.html')))
    throw new Error('The desk is not built; run `npm run build` first (`npm test` does it by itself).')
  const clock: Clock & { skewMs: number } = { skewMs: 0, now: () => Date.now() + clock.skewMs }
  const beat = createBeat()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-e2e-'))
  const database = await postgres.createDatabase()
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 2 })
  // Dropping the database ends what is left of a connection, even one that is just being closed.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const sandbox = await startSandbox({ accounts: [demoShop], clock, deliver: { pauseMs: 50 } })

  const config = readConfig({
    SANDBOX: 'on',
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.connectionString,
    DUOKEFU_SECRET: 'a secret of tests alone',
    DUOKEFU_DEMO_FILE: demoFile,
    SANDBOX_PORT: new URL(sandbox.url).port,
    MALL_PORT: new URL(mall.url).port,
  })
  const start = (port: number): Promise<Server> =>
    startServer({
      config: { ...config, port },
      log: pino({ level: 'error' }, pino.destination(2)),
      clock,
      timers: beat.timers,
      deskDir,
    })
  let server = await start(0)
  const { url } = server
  const token = await seedDemo(server.ctx, { file: demoFile, apiBase: sandbox.url, developerUrl: mall.url })
  const wechat = talkTo(sandbox.url)
  await wechat.callsBack(`${url}/wechat/${demoShop.appid}`)

  return {
    url,
    wechat,
    ownerLink: `${url}/login/link#${token}`,
    async passTime(ms) {
      // What is under way ends in its own time.
      await server.idle()
      clock.skewMs += ms
      await server.sweep()
      beat.now()
      await server.idle()
    },
    async restartServer() {
      await server.stop()
      server = await start(Number(new URL(url).port))
    },
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      return (await pool.query<Row>(sql, [...values])).rows
    },
    async stop() {
      await sandbox.stop()
      await server.stop()
      await pool.end()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The server's timers, whose repeated work can also be called for now. */
function createBeat(): { readonly timers: Timers; now(): void } {
  const repeated = new Set<() => void>()
  return {
    timers: {
      ...systemTimers,
      every(ms, run) {
        const stop = systemTimers.every(ms, run)
        repeated.add(run)
        return () => {
          repeated.delete(run)
          stop()
        }
      },
    },
    now() {
      for (const run of repeated) run()
    },
  }
}
