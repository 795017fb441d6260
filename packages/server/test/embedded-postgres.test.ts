import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { endOrphanedPostgres } from '../src/db/embedded/end-orphan.ts'
import { fromPs, lookUpProcess } from '../src/db/embedded/processes.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded/start.ts'
import { patient } from './patience.ts'

const program = path.join(import.meta.dirname, 'embedded-postgres-process.ts')
const started: EmbeddedPostgres[] = []
const children: ChildProcess[] = []
const folders: string[] = []
vi.setConfig({ testTimeout: 60_000 }) // a new cluster is synced to disk, several times over

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const database of started.splice(0)) await database.stop()
  for (const folder of folders.splice(0)) {
    await endOrphan(folder)
    rmSync(folder, { recursive: true, force: true })
  }
})

function makeFolder(name = 'data'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-test-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return path.join(folder, name)
}

async function start(dataDir: string, options: { whenTaken?: 'attach' } = {}): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, log: () => {}, ...options })
  started.push(database)
  return database
}

interface Ready {
  type: 'ready'
  adopted: boolean
  owner: boolean
  connectionString: string
  postmaster: number
}

/** Another process that starts a database; its report is what it sent first. */
async function startProcess(
  dataDir: string,
  whenTaken = 'refuse',
): Promise<{ child: ChildProcess; report: Ready }> {
  const child = fork(program, [dataDir, whenTaken], { execArgv: ['--import', 'tsx'], stdio: 'inherit' })
  children.push(child)
  const [report] = await once(child, 'message')
  return { child, report: report as Ready }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function endOrphan(folder: string): Promise<void> {
  const file = path.join(folder, 'data', 'postgres', 'data', 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!lookUpProcess(pid)?.command.includes(folder)) return
  process.kill(pid, 'SIGQUIT')
  await vi.waitFor(() => expect(isGone(pid)).toBe(true), patient)
}

function isGone(pid: number): boolean {
  return lookUpProcess(pid)?.zombie ?? true
}

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('a start', () => {
  it('[embedded] keeps its data over a stop and a second start', async () => {
    const dataDir = makeFolder()
    const first = await start(dataDir)
    expect(first).toMatchObject({ adopted: false, owner: true })
    await query(first.connectionString, "create table kept as select '在吗' as text")
    const pid = first.pid()
    await first.stop()
    expect(isGone(pid)).toBe(true)

    const second = await start(dataDir)
    expect(second.adopted).toBe(false)
    expect(await query(second.connectionString, 'select text from kept')).toEqual([{ text: '在吗' }])
  })

  it('[embedded] writes to disk, speaks UTF-8 and listens on no port, whatever the caller asks', async () => {
    const database = await startEmbeddedPostgres({
      dataDir: makeFolder(),
      log: () => {},
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', listen_addresses: '*' },
    })
    started.push(database)
    const wanted = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'server_encoding']
    const rows = await query(
      database.connectionString,
      `select name, setting from pg_settings where name in (${wanted.map((name) => `'${name}'`).join()})`,
    )
    expect(rows).toHaveLength(wanted.length)
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'fsync', setting: 'on' },
        { name: 'synchronous_commit', setting: 'on' },
        { name: 'full_page_writes', setting: 'on' },
        { name: 'listen_addresses', setting: '' },
        { name: 'server_encoding', setting: 'UTF8' },
      ]),
    )
  })

  it('[embedded] works in a folder whose path is too long for a socket', async () => {
    const database = await start(makeFolder(path.join('客服'.repeat(20), 'x'.repeat(60))))
    expect(await query(database.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('[embedded] clears away a half-made cluster and makes a whole one', async () => {
    const dataDir = makeFolder()
    mkdirSync(path.join(dataDir, 'postgres', 'unfinished', 'data'), { recursive: true })
    writeFileSync(path.join(dataDir, 'postgres', 'unfinished', 'data', 'PG_VERSION'), '18\n')
    const database = await start(dataDir)
    expect(await query(database.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('after kill -9', () => {
  it('[embedded] of the server process, the next start adopts the database with every row', async () => {
    const dataDir = makeFolder()
    const { child, report } = await startProcess(dataDir)
    await query(report.connectionString, 'create table kept as select 7 as n')
    await kill(child)

    const next = await start(dataDir)
    expect(next).toMatchObject({ adopted: true, owner: true })
    expect(next.pid()).toBe(report.postmaster)
    expect(await query(next.connectionString, 'select n from kept')).toEqual([{ n: 7 }])
    await next.stop()
    expect(isGone(report.postmaster)).toBe(true)
  })

  it('[embedded] of the server process, what is left can be ended without another start', async () => {
    const dataDir = makeFolder()
    const { child, report } = await startProcess(dataDir)
    await endOrphanedPostgres(dataDir, () => {})
    expect(isGone(report.postmaster)).toBe(false) // it has an owner
    await kill(child)
    await endOrphanedPostgres(dataDir, () => {})
    expect(isGone(report.postmaster)).toBe(true)
  })

  it('[embedded] of the database, the process that owns it starts it again', async () => {
    const database = await start(makeFolder())
    await query(database.connectionString, 'create table kept as select 7 as n')
    const before = database.pid()
    process.kill(before, 'SIGKILL')
    await vi.waitFor(() => expect(database.pid()).not.toBe(before), patient)
    expect(await query(database.connectionString, 'select n from kept')).toEqual([{ n: 7 }])
  })

  it('[embedded] of one backend, the owner finds the restarted database and still owns it', async () => {
    const dataDir = makeFolder()
    const database = await start(dataDir)
    const [row] = await query(
      database.connectionString,
      "select pid from pg_stat_activity where application_name like 'duokefu owner %'",
    )
    const backend = Number((row as { pid: number }).pid)
    process.kill(backend, 'SIGKILL')
    await vi.waitFor(async () => {
      const owners = await query(
        database.connectionString,
        `select 1 from pg_locks where locktype = 'advisory' and granted and pid <> ${backend}`,
      )
      expect(owners).toHaveLength(1)
    }, patient)
    const guest = await start(dataDir, { whenTaken: 'attach' })
    expect(guest.owner).toBe(false)
  })

  it('[embedded] of both at once, the next start recovers', async () => {
    const dataDir = makeFolder()
    const { child, report } = await startProcess(dataDir)
    await query(report.connectionString, 'create table kept as select 7 as n')
    process.kill(report.postmaster, 'SIGKILL')
    await kill(child)

    const next = await start(dataDir)
    expect(next.adopted).toBe(false)
    expect(await query(next.connectionString, 'select n from kept')).toEqual([{ n: 7 }])
  })

  it('[embedded] a pid file whose number went to another program does not stop a start', async () => {
    const dataDir = makeFolder()
    const first = await start(dataDir)
    await first.stop()
    const file = path.join(dataDir, 'postgres', 'data', 'postmaster.pid')
    writeFileSync(file, `${process.pid}\n${path.dirname(file)}\n`)
    const { uid, gid } = statSync(path.dirname(file))
    if (process.getuid?.() === 0) chownSync(file, uid, gid)
    const second = await start(dataDir)
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('a second process on the same folder', () => {
  it('[embedded] attaches as a command, and its end leaves the database running', async () => {
    const dataDir = makeFolder()
    const owner = await start(dataDir)
    const { child, report } = await startProcess(dataDir, 'attach')
    expect(report).toMatchObject({ owner: false, adopted: true, postmaster: owner.pid() })
    expect(await query(report.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
    child.send('stop')
    await once(child, 'exit')
    expect(await query(owner.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('[embedded] is refused as a server, with the pid of the one that runs', async () => {
    const dataDir = makeFolder()
    await start(dataDir)
    const { report } = await startProcess(dataDir)
    expect(report).toMatchObject({
      type: 'failed',
      sentence: {
        en: expect.stringContaining(`(pid ${process.pid})`),
        zh: expect.stringContaining('另一个多客服'),
      },
    })
  })

  it('[embedded] takes over from an owner that ends while it waits', async () => {
    const dataDir = makeFolder()
    const first = await start(dataDir)
    const second = start(dataDir)
    await first.stop()
    expect(await second).toMatchObject({ owner: true })
  })

  it('[embedded] six at once on an empty folder: one owns it, all reach the same database', async () => {
    const dataDir = makeFolder()
    const all = await Promise.all(Array.from({ length: 6 }, () => startProcess(dataDir, 'attach')))
    expect(all.filter(({ report }) => report.owner)).toHaveLength(1)
    expect(new Set(all.map(({ report }) => report.postmaster)).size).toBe(1)
  })
})

describe('a folder that cannot be used', () => {
  it('[embedded] that is a file gives one sentence with its name', async () => {
    const dataDir = makeFolder()
    writeFileSync(dataDir, '')
    await expect(start(dataDir)).rejects.toMatchObject({
      name: 'StartError',
      sentence: {
        zh: expect.stringContaining(dataDir),
        en: expect.stringContaining("can't be read and written"),
      },
    })
  })

  it('[embedded] of another major version is left alone', async () => {
    const dataDir = makeFolder()
    const first = await start(dataDir)
    await first.stop()
    const version = path.join(dataDir, 'postgres', 'data', 'PG_VERSION')
    writeFileSync(version, '17\n')
    await expect(start(dataDir)).rejects.toMatchObject({
      sentence: { en: expect.stringContaining('holds data of PostgreSQL 17') },
    })
    expect(readFileSync(version, 'utf8')).toBe('17\n')
  })

  it('[embedded] whose permissions shut the database out is never replaced by an empty one', async () => {
    const dataDir = makeFolder()
    const first = await start(dataDir)
    await first.stop()
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o700 : 0o000)
    await expect(start(dataDir)).rejects.toMatchObject({ name: 'StartError' })
    chmodSync(dataDir, 0o755)
  })
})

describe('without /proc', () => {
  it('[embedded] ps tells the same of a process', () => {
    const seen = fromPs(process.pid)
    expect(seen).toMatchObject({ zombie: false, command: expect.stringContaining('node') })
    expect(seen?.startedAt).toMatch(/\d\d:\d\d:\d\d/)
    expect(fromPs(2 ** 22 + 1)).toBeNull()
  })
})
