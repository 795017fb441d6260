import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type CpuTime, cpuTimeOf } from './cpu-time.ts'
import { outside, program, type Running, startServer } from './running.ts'

/** The built server with its embedded PostgreSQL in a folder of its own, as an operator runs it. */
export interface Product {
  /** Starts it, or starts it again on the same port; resolves when it answers. */
  start(): Promise<void>
  /** Stops it as an operator does, its PostgreSQL with it. */
  stop(): Promise<void>
  /** `kill -9` of the server's process alone; its PostgreSQL lives on, as an orphan. */
  kill(): Promise<void>
  url(): string
  /** The server's process. */
  pid(): number
  postmasterPid(): number
  /** null where the system does not tell. */
  cpuTime(): CpuTime | null
  /** `duokefu <words> --option value … --json`: what it printed. */
  duokefu(words: string, options?: Readonly<Record<string, string>>): Promise<unknown>
  /** A connection of our own to its database. */
  connect(): Promise<pg.Client>
  /** The last lines of the server's log. */
  log(): string
  /** Stops whatever still runs, and removes the folder. */
  remove(): Promise<void>
}

const run = promisify(execFile)

/** Of a file system that lives in memory, where an fsync costs and proves nothing. */
const tmpfs = 0x01021994

export function createProduct(
  options: {
    readonly nodeOptions?: readonly string[]
    /** Where its folder is made, whatever file system that is; left out: the system's place, on a disk. */
    readonly within?: string
  } = {},
): Product {
  const folder = mkdtempSync(path.join(options.within ?? tmpdir(), 'duokefu-bench-'))
  chmodSync(folder, 0o755) // root lends the database another user, who must get in
  if (options.within === undefined && statfsSync(folder).type === tmpfs) {
    rmSync(folder, { recursive: true })
    throw new Error(`${tmpdir()} is kept in memory: set TMPDIR to a folder on a disk`)
  }
  const logFile = path.join(folder, 'server.log')
  const env = { ...outside(process.env), HOST: '127.0.0.1', DATA_DIR: folder, SANDBOX: 'off' }
  let server: Running | null = null
  let port = 0

  function running(): Running {
    if (server === null) throw new Error('the server does not run')
    return server
  }

  function postmasterFile(): string[] {
    return readFileSync(path.join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')
  }

  async function stop(): Promise<void> {
    const { child, gone } = running()
    server = null
    child.kill('SIGTERM')
    await gone
  }

  return {
    async start() {
      server = await startServer({ ...env, PORT: String(port) }, logFile, options.nodeOptions ?? [])
      port = Number(new URL(server.url).port)
    },
    stop,
    async kill() {
      const { child, gone } = running()
      server = null
      child.kill('SIGKILL')
      await gone
    },
    url: () => running().url,
    pid: () => running().pid,
    postmasterPid: () => Number(postmasterFile()[0]),
    cpuTime: () => cpuTimeOf(running().pid, Number(postmasterFile()[0])),
    async duokefu(words, options = {}) {
      const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
      const command = [program('cli'), ...words.split(' '), ...given, '--json']
      const { stdout } = await run(process.execPath, command, { env })
      return JSON.parse(stdout)
    },
    async connect() {
      const client = new pg.Client({ host: postmasterFile()[4] ?? '', user: 'duokefu', database: 'duokefu' })
      client.on('error', () => undefined) // the next query says so
      await client.connect()
      return client
    },
    log: () => readFileSync(logFile, 'utf8').split('\n').slice(-20).join('\n'),
    async remove() {
      if (server !== null) await stop()
      await run(process.execPath, [program('end-orphan')], { env })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
