import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Binaries, cleanEnvironment } from './binaries.ts'
import { type Answer, knock } from './connection.ts'
import type { Home } from './home.ts'
import { lookUpProcess, type ProcessInfo } from './processes.ts'
import { settingArguments } from './settings.ts'
import { StartError } from './start-error.ts'

/** A running PostgreSQL: its parent process and the folder of its socket. */
export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
}

const zombiePatienceMs = 2000
const silencePatienceMs = 30_000
const stopPatienceMs = 60_000
const logSizeLimit = 16 * 1024 * 1024

/**
 * The server that runs on this data directory already, once it answers; null when none does and the way is free
 * for a start. Under the start lock: it may remove a pid file that belongs to nobody.
 */
export async function findPostmaster(home: Home, log: (line: string) => void): Promise<Postmaster | null> {
  const begin = Date.now()
  for (let told = false; ; await wait(25)) {
    const file = readPidFile(home)
    if (file === null) return null
    // The socket is where we put it, unless the whole folder was moved or the temporary folder changed since.
    let answer: Answer = 'absent'
    for (const socketFolder of new Set([home.run, file.socketFolder ?? home.run])) {
      answer = await knock(socketFolder)
      if (answer === 'ready') return { pid: file.pid, socketFolder }
      if (answer === 'busy') break
    }

    const holder = lookUpProcess(file.pid)
    if (holder === null) return null // PostgreSQL itself clears the file of a process that is gone
    const waited = Date.now() - begin
    if (holder.zombie) {
      // Dead, but pid 1 of a container may never take note, and PostgreSQL would count it as alive for ever. Its
      // second guard, the shared memory that is bound to the data directory, still holds back a start beside
      // surviving backends.
      if (waited < zombiePatienceMs) continue
      rmSync(pidFileOf(home), { force: true })
      return null
    }
    if (!isPostmaster(holder, home)) {
      rmSync(pidFileOf(home), { force: true }) // after a crash the pid went to another program
      return null
    }
    if (answer === 'absent' && waited > silencePatienceMs) await stopPostmaster(home, file.pid, 'SIGQUIT')
    if (!told && waited > 1000) {
      log('等待数据库恢复…… / Waiting for the database to recover…')
      told = true
    }
  }
}

/** Starts the server and waits until it answers. It outlives this process's terminal, so that we stop it, in order. */
export async function launchPostmaster(
  home: Home,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const pid = await launchOnce(home, binaries, settings, log)
    if (pid !== null) return { pid, socketFolder: home.run }
    // Backends of a postmaster that was killed need a moment to notice and let go of their shared memory.
    if (attempt === 30) throw doesNotStart(home)
    await wait(100)
  }
}

async function launchOnce(
  home: Home,
  { postgres }: Binaries,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<number | null> {
  turnLog(home)
  const output = openSync(home.logFile, 'a', 0o600)
  const child = spawn(postgres, ['-D', home.data, '-k', home.run, ...settingArguments(settings)], {
    ...home.user.spawnAs,
    env: cleanEnvironment,
    cwd: home.data,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  let gone = false
  child.on('error', () => {
    gone = true
  })
  child.on('exit', () => {
    gone = true
  })
  const begin = Date.now()
  for (let told = false; !gone; await wait(15)) {
    if ((await knock(home.run)) === 'ready' && readPidFile(home)?.pid === child.pid) return child.pid ?? null
    if (!told && Date.now() - begin > 3000) {
      log('数据库正在恢复…… / The database is recovering…')
      told = true
    }
  }
  return null
}

/** Ends the server and waits until it is gone; `SIGINT` means in order, `SIGQUIT` at once, with recovery later. */
export async function stopPostmaster(home: Home, pid: number, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const begin = Date.now()
  let last: NodeJS.Signals | null = null
  for (;;) {
    const running = lookUpProcess(pid)
    if (running === null || running.zombie || !isPostmaster(running, home)) return
    const waited = Date.now() - begin
    const next = waited > 2 * stopPatienceMs ? 'SIGKILL' : waited > stopPatienceMs ? 'SIGQUIT' : signal
    if (next !== last) signalIfThere(pid, next)
    last = next
    await wait(10)
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function pidFileOf(home: Home): string {
  return path.join(home.data, 'postmaster.pid')
}

function readPidFile(home: Home): { pid: number; socketFolder: string | null } | null {
  try {
    const lines = readFileSync(pidFileOf(home), 'utf8').split('\n')
    const pid = Number(lines[0])
    return pid > 0 ? { pid, socketFolder: lines[4] || null } : null
  } catch {
    return null
  }
}

function isPostmaster({ command, workingFolder }: ProcessInfo, home: Home): boolean {
  if (!command.includes('postgres')) return false
  return workingFolder === home.data || command.includes(`-D ${home.data} `)
}

/** One old log is kept. */
function turnLog({ logFile }: Home): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > logSizeLimit) renameSync(logFile, `${logFile}.1`)
}

function doesNotStart({ logFile }: Home): StartError {
  const reason = lastFatal(logFile)
  return new StartError({
    zh: `内置 PostgreSQL 启动失败：${reason}（详见 ${logFile}）`,
    en: `The embedded PostgreSQL does not start: ${reason} (more in ${logFile})`,
  })
}

function lastFatal(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n')
  const fatal = lines.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? lines.at(-1) ?? ''
  return fatal.replace(/^.*?(FATAL|PANIC): +/, '')
}
