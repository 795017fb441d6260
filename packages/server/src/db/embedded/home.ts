import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canWrite, chooseDatabaseUser, type DatabaseUser, giveTo } from './database-user.ts'
import { StartError } from './start-error.ts'

/** Where the parts of one embedded database lie, and who owns them. */
export interface Home {
  readonly user: DatabaseUser
  /** PostgreSQL's own data directory. It may not exist yet. */
  readonly data: string
  /** The folder of the socket, open to the database's user only. */
  readonly run: string
  /** A copy of the binaries, where those in node_modules can't be used. */
  readonly runtime: string
  readonly locks: string
  readonly logFile: string
  readonly root: string
}

/** 107 bytes on Linux, 103 on macOS, less the socket's own name and that of its lock file. */
const longestSocketFolder = 80

/**
 * Settles where the database of `dataDir` lives: in `dataDir`/postgres, or, where the user that root lends to
 * PostgreSQL can't reach that, in /var/lib/duokefu/<hash>. A note in `dataDir` keeps that choice for later starts.
 */
export function prepareHome(dataDir: string, log: (line: string) => void): Home {
  return naming(dataDir, () => {
    const folder = makeFolder(dataDir)
    const note = path.join(folder, 'postgres-is-at')
    const root = makeFolder(readNote(note) ?? path.join(folder, 'postgres'))
    const user = chooseDatabaseUser(path.join(root, 'data'))
    if (canReach(user, root)) return layOut(root, user)
    if (exists(path.join(root, 'data')) || user.spawnAs.uid === undefined) throw unreachable(root, user)

    const elsewhere = makeFolder(path.join('/var/lib/duokefu', hash(folder)))
    const owner = chooseDatabaseUser(path.join(elsewhere, 'data'))
    if (!canReach(owner, elsewhere)) throw unreachable(elsewhere, owner)
    writeFileSync(note, `${elsewhere}\n`)
    log(
      `用户 ${owner.name} 进不了 ${folder}，数据库放在 ${elsewhere}。 / User ${owner.name} can't reach ${folder}: the database lives in ${elsewhere}.`,
    )
    return layOut(elsewhere, owner)
  })
}

/** Runs what works in the folders of a database; a folder or a disk that can't be used becomes a sentence. */
export function inHome<T>(home: Home, work: () => T): T {
  return naming(home.root, work)
}

function naming<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof StartError ? error : unusable(folder, error)
  }
}

/** Its true path, so that two ways to one folder are not taken for two databases. */
function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true })
  return realpathSync(folder)
}

function layOut(root: string, user: DatabaseUser): Home {
  const parts = {
    user,
    root,
    data: path.join(root, 'data'),
    runtime: path.join(root, 'runtime'),
    locks: path.join(root, 'locks'),
    logFile: path.join(root, 'postgres.log'),
  }
  const run = path.join(root, 'run')
  if (Buffer.byteLength(run) <= longestSocketFolder) return { ...parts, run }
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp'
  return { ...parts, run: makePrivate(path.join(base, `duokefu-${hash(root)}`), user) }
}

/** Leaves nothing behind in the temporary folder, where a long path made us put the socket. */
export function leaveHome({ root, run }: Home): void {
  if (!run.startsWith(root)) rmSync(run, { recursive: true, force: true })
}

/** A folder for the database's user alone. In a shared place someone else may have made it before us: refused. */
function makePrivate(folder: string, user: DatabaseUser): string {
  try {
    mkdirSync(folder, { mode: 0o700 })
    giveTo(user, folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const found = lstatSync(folder)
  if (!found.isDirectory() || (found.uid !== user.uid && process.platform !== 'win32'))
    throw new StartError({
      zh: `${folder} 应当是用户 ${user.name} 的目录，却不是；请删除它后再启动。`,
      en: `${folder} should be a folder of user ${user.name} and is not: remove it and start again.`,
    })
  chmodSync(folder, 0o700)
  return folder
}

/** Root's own folders stay root's; what PostgreSQL writes lies one level deeper and is given to its user. */
function canReach(user: DatabaseUser, root: string): boolean {
  return canWrite(user, makePrivate(path.join(root, 'run'), user))
}

function readNote(note: string): string | null {
  try {
    return readFileSync(note, 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function exists(target: string): boolean {
  return lstatSync(target, { throwIfNoEntry: false }) !== undefined
}

function hash(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function unreachable(folder: string, user: DatabaseUser): StartError {
  return new StartError({
    zh: `用户 ${user.name} 没有权限读写数据库目录 ${folder}；请修改权限，或用 DATA_DIR 指定另一个目录。`,
    en: `User ${user.name} is not allowed to read and write the database folder ${folder}: change its permissions, or choose another folder with DATA_DIR.`,
  })
}

function unusable(folder: string, cause: unknown): StartError {
  const reason = codeOf(cause) || String(cause)
  return new StartError(
    {
      zh: `数据目录 ${folder} 无法读写（${reason}）；请修改权限，或用 DATA_DIR 指定另一个目录。`,
      en: `The data folder ${folder} can't be read and written (${reason}): change its permissions, or choose another folder with DATA_DIR.`,
    },
    { cause },
  )
}
