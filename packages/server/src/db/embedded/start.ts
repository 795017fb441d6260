import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { prepareBinaries } from './binaries.ts'
import { prepareCluster } from './cluster.ts'
import { connectionStringTo, connectTo } from './connection.ts'
import { type Home, inHome, leaveHome, prepareHome } from './home.ts'
import { findOwner, ownerName, tryOwn } from './ownership.ts'
import { findPostmaster, launchPostmaster, type Postmaster, stopPostmaster } from './postmaster.ts'
import { StartError } from './start-error.ts'
import { withStartLock } from './start-lock.ts'

export interface EmbeddedPostgresOptions {
  /** The operator's DATA_DIR; the database takes the folder `postgres` in it. */
  readonly dataDir: string
  /** Hears what is worth a line: another place, a recovery, a restart. */
  readonly log: (line: string) => void
  /** Made if it does not exist; default `duokefu`. */
  readonly database?: string
  /** PostgreSQL settings beside our own; durability can't be changed. */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * When another living process owns the database: a server refuses (default), a command attaches to it as a
   * client and leaves it running.
   */
  readonly whenTaken?: 'refuse' | 'attach'
}

export interface EmbeddedPostgres {
  readonly connectionString: string
  /** It ran already: a killed process left it, or another one owns it. */
  readonly adopted: boolean
  /** This process keeps it running and stops it. */
  readonly owner: boolean
  /** The postmaster; another one after a crash. */
  pid(): number
  /** Ends the server if this process owns it, else only our part in it. */
  stop(): Promise<void>
}

/** Running, with our connection to it: the one that holds the ownership, or null for a guest. */
interface Running extends Postmaster {
  readonly adopted: boolean
  readonly ownership: pg.Client | null
}

/** An owner that is just ending (a command, a server that restarts) is waited for so long. */
const takenPatienceMs = 3000

/**
 * Starts the PostgreSQL that comes with the program, or takes over the one that a killed process left running.
 * While this process lives it also starts it again when it dies. Throws StartError.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, database = 'duokefu', settings = {} } = options
  const home = prepareHome(options.dataDir, log)
  let stopping: Promise<void> | null = null
  let reviving: Promise<void> = Promise.resolve()
  let running = await start()
  watch()

  async function start(): Promise<Running> {
    const deadline = Date.now() + takenPatienceMs
    for (;;) {
      const tried = await withStartLock(home.locks, bringUp)
      if (typeof tried !== 'number') return tried
      if (Date.now() > deadline) throw taken(home, tried)
      await wait(100)
    }
  }

  /** The pid of the owner, if there is one and that is in the way. */
  async function bringUp(): Promise<Running | number> {
    const found = await findPostmaster(home, log)
    const postmaster = found ?? (await launch())
    const adopted = found !== null
    const connection = await connectTo(postmaster.socketFolder, ownerName(process.pid))
    try {
      const owned = await tryOwn(connection)
      await createDatabase(connection, database)
      if (owned) return { ...postmaster, adopted, ownership: connection }
      const owner = await findOwner(connection)
      await connection.end()
      return options.whenTaken === 'attach' ? { ...postmaster, adopted, ownership: null } : (owner ?? 0)
    } catch (error) {
      await connection.end().catch(() => {})
      throw error
    }
  }

  async function launch(): Promise<Postmaster> {
    const binaries = inHome(home, () => prepareBinaries(home, log))
    inHome(home, () => prepareCluster(home, binaries))
    return launchPostmaster(home, binaries, settings, log)
  }

  function watch(): void {
    running.ownership?.once('end', () => {
      if (stopping === null) reviving = revive()
    })
  }

  /** The server has died, or restarts itself because one of its processes did. */
  async function revive(): Promise<void> {
    log('数据库中断，正在重新启动…… / The database broke off and is started again…')
    for (let pauseMs = 50; stopping === null; pauseMs = Math.min(2 * pauseMs, 5000)) {
      try {
        running = await start()
        watch()
        log('数据库已恢复。 / The database is back.')
        return
      } catch (error) {
        log(`${error instanceof StartError ? `${error.sentence.zh} / ${error.message}` : error}`)
        await wait(pauseMs)
      }
    }
  }

  async function shutDown(): Promise<void> {
    await reviving
    const { ownership, pid } = running
    if (ownership === null) return
    await withStartLock(home.locks, () => stopPostmaster(home, pid, 'SIGINT'))
    await ownership.end().catch(() => {})
    leaveHome(home)
  }

  return {
    connectionString: connectionStringTo(running.socketFolder, database),
    adopted: running.adopted,
    owner: running.ownership !== null,
    pid: () => running.pid,
    stop: () => {
      stopping ??= shutDown()
      return stopping
    },
  }
}

async function createDatabase(connection: pg.Client, name: string): Promise<void> {
  const { rowCount } = await connection.query('select 1 from pg_database as known where known.datname = $1', [
    name,
  ])
  if (rowCount === 0) await connection.query(`create database ${connection.escapeIdentifier(name)}`)
}

function taken(home: Home, owner: number): StartError {
  return new StartError({
    zh: `另一个多客服（pid ${owner}）正在使用 ${home.root} 中的数据库；请先停止它，或用 DATA_DIR 指定另一个目录。`,
    en: `Another Duokefu (pid ${owner}) is using the database in ${home.root}: stop it first, or choose another folder with DATA_DIR.`,
  })
}
