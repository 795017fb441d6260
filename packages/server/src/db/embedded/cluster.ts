import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import path from 'node:path'
import { type Binaries, cleanEnvironment } from './binaries.ts'
import { superuser } from './connection.ts'
import { giveTo } from './database-user.ts'
import type { Home } from './home.ts'
import { StartError } from './start-error.ts'

/** Makes the data directory if there is none yet, and refuses one of another major version. Under the start lock. */
export function prepareCluster(home: Home, binaries: Binaries): void {
  const found = readVersion(home)
  if (found === null) createCluster(home, binaries)
  else if (found !== binaries.major) throw wrongVersion(home, found, binaries.major)
}

function readVersion(home: Home): string | null {
  try {
    return readFileSync(path.join(home.data, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** initdb works in a folder of its own, which takes its place by a rename: a half-made cluster is never started. */
function createCluster(home: Home, { initdb }: Binaries): void {
  for (const name of readdirSync(home.root))
    if (name.startsWith('unfinished')) rmSync(path.join(home.root, name), { recursive: true })
  const workshop = path.join(home.root, 'unfinished')
  const fresh = path.join(workshop, 'data')
  mkdirSync(workshop, { mode: 0o700 })
  giveTo(home.user, workshop)
  const made = spawnSync(
    initdb,
    [
      ...['--pgdata', fresh, '--username', superuser, '--no-instructions'],
      // Independent of the environment, of the system's locales and of ICU versions: the files can move anywhere.
      ...['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums'],
      // The socket's folder is open to one user only; there is no other way in.
      ...['--auth-local=trust', '--auth-host=reject'],
    ],
    { ...home.user.spawnAs, env: cleanEnvironment, cwd: workshop, encoding: 'utf8' },
  )
  if (made.status !== 0) throw notCreated(home, made.stderr ?? String(made.error))
  chmodSync(fresh, 0o700)
  renameSync(fresh, home.data)
  rmSync(workshop, { recursive: true })
  syncFolder(home.root)
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function wrongVersion(home: Home, found: string, wanted: string): StartError {
  return new StartError({
    zh: `${home.data} 是 PostgreSQL ${found} 的数据，本程序内置的是 ${wanted}；请用原来的版本备份后恢复到新目录，或用 DATA_DIR 指定另一个目录。`,
    en: `${home.data} holds data of PostgreSQL ${found} and this program brings ${wanted}: back it up with the version that made it and restore into a new folder, or choose another with DATA_DIR.`,
  })
}

function notCreated(home: Home, reason: string): StartError {
  const line = reason.trim().split('\n').at(-1) ?? ''
  return new StartError({
    zh: `无法在 ${home.root} 创建数据库：${line}`,
    en: `The database can't be created in ${home.root}: ${line}`,
  })
}
