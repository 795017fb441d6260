import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

/** A PostgreSQL with a synchronous standby, of the system's own programs. */
export interface Replicated {
  /** Both hosts, as an operator writes DATABASE_URL. */
  readonly databaseUrl: string
  /** Of the server that takes writes now. */
  primaryUrl(): string
  /** `kill -9` of the primary; the standby is promoted `afterMs` later. */
  failOver(afterMs: number): Promise<void>
  /** Makes a synchronous standby of the server that was killed, from a fresh copy. */
  rebuildStandby(): Promise<void>
  stop(): Promise<void>
}

interface Node {
  readonly name: 'one' | 'two'
  readonly port: number
  readonly dir: string
  child: ChildProcess | null
}

const run = promisify(execFile)
const readyWithinMs = 60_000

/** The folder of PostgreSQL's programs, the newest; null when pg_basebackup is not installed. */
export function findPostgres(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((each) => `/usr/lib/postgresql/${each}/bin`)
  const folders = [...debian, ...(process.env.PATH ?? '').split(path.delimiter)]
  const has = (folder: string) =>
    ['initdb', 'postgres', 'pg_basebackup'].every((name) => existsSync(path.join(folder, name)))
  return folders.find(has) ?? null
}

export async function startReplicated(bin: string): Promise<Replicated> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-replica-'))
  const user = ownerOf(folder)
  const [port = 0, otherPort = 0] = await freePorts(2)
  let primary: Node = { name: 'one', port, dir: path.join(folder, 'one'), child: null }
  let standby: Node = { name: 'two', port: otherPort, dir: path.join(folder, 'two'), child: null }
  const program = (name: string, ...parameters: string[]) =>
    run(path.join(bin, name), parameters, { cwd: folder, env: { LC_ALL: 'C', TZ: 'UTC' }, ...user })

  async function start(node: Node): Promise<void> {
    const settings = {
      port: node.port,
      cluster_name: node.name,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      max_connections: 200,
    }
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    node.child = spawn(path.join(bin, 'postgres'), ['-D', node.dir, ...given], {
      cwd: folder,
      stdio: 'ignore',
      ...user,
    })
    await until(async () => (await ask(node, 'select 1 as good')) === 1, `PostgreSQL ${node.name} answers`)
  }

  async function copyAndFollow(): Promise<void> {
    rmSync(standby.dir, { recursive: true, force: true })
    const from = ['-h', '127.0.0.1', '-p', `${primary.port}`, '-U', 'duokefu']
    await program('pg_basebackup', ...from, '-D', standby.dir, '-R', '-X', 'stream', '-c', 'fast')
    await start(standby)
    // Only now: before it every commit would wait for a standby that is not there.
    await ask(primary, `alter system set synchronous_standby_names = '${standby.name}'`)
    await ask(primary, 'select pg_reload_conf()')
    const inStep = `select count(*)::int as good from pg_stat_replication r where r.sync_state = 'sync'`
    await until(async () => (await ask(primary, inStep)) === 1, 'the standby is in step')
  }

  async function end(node: Node, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (node.child === null || node.child.exitCode !== null) return
    const gone = once(node.child, 'exit')
    node.child.kill(signal)
    await gone
    node.child = null
  }

  async function stop(): Promise<void> {
    await end(primary, 'SIGINT')
    await end(standby, 'SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await program(
      'initdb',
      '-D',
      primary.dir,
      '-U',
      'duokefu',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    )
    await start(primary)
    await ask(primary, 'create database duokefu')
    await copyAndFollow()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    databaseUrl: `postgresql://duokefu@127.0.0.1:${port},127.0.0.1:${otherPort}/duokefu?target_session_attrs=read-write`,
    primaryUrl: () => `postgresql://duokefu@127.0.0.1:${primary.port}/duokefu`,
    async failOver(afterMs) {
      await end(primary, 'SIGKILL')
      await wait(afterMs)
      await ask(standby, 'select pg_promote()')
      ;[primary, standby] = [standby, primary]
      // Its copy of the settings names nobody it could wait for; the next standby is named when it is there.
      await ask(primary, 'alter system reset synchronous_standby_names')
      await ask(primary, 'select pg_reload_conf()')
    },
    rebuildStandby: copyAndFollow,
    stop,
  }
}

/** PostgreSQL refuses to run as root: then the system's own user for it gets the folder. */
function ownerOf(folder: string): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  )
  chownSync(folder, uid, gid)
  return { uid, gid }
}

/** The column `good` of the first row; null when the server does not answer. */
async function ask({ port }: Node, sql: string): Promise<unknown> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'duokefu', database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows[0]?.good ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(ECONN|57P)/.test(String(error.code))) return null
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const since = performance.now(); !(await isSo()); await wait(50))
    if (performance.now() - since > readyWithinMs) throw new Error(`not within a minute: ${what}`)
}

/** Ports that nobody has now: all taken at once, then let go. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
