import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { outside, program, type Running, startServer } from '../../bench/product/running.ts'

/** Several processes of the built server on one database, as an operator runs them; told apart by their index. */
export interface Servers {
  readonly urls: readonly string[]
  /** Starts it again, at the same address; resolves when it answers. */
  start(index: number): Promise<void>
  /** `kill -9`. */
  kill(index: number): Promise<void>
  /** SIGTERM; resolves with the exit code when it has finished what was under way. */
  terminate(index: number): Promise<number>
  /** `duokefu <words> --option value … --json`: what it printed. */
  duokefu(words: string, options?: Readonly<Record<string, string>>): Promise<unknown>
  /** The last lines of each log. */
  log(): string
  /** Ends what still runs, and removes everything. */
  remove(): Promise<void>
}

const run = promisify(execFile)

/** `variables`: DATABASE_URL and whatever else they share. */
export async function startServers(
  count: number,
  variables: Readonly<Record<string, string>>,
): Promise<Servers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-scale-'))
  const shared = {
    ...outside(process.env),
    HOST: '127.0.0.1',
    SANDBOX: 'off',
    LOG_LEVEL: 'warn',
    DUOKEFU_SECRET: 'a secret of tests alone',
    ...variables,
  }
  const indexes = Array.from({ length: count }, (_, index) => index)
  const logOf = (index: number) => path.join(folder, `${index}.log`)
  const running = new Map<number, Running>()
  const urls: string[] = []

  async function start(index: number): Promise<void> {
    const known = urls[index]
    const port = known === undefined ? '0' : new URL(known).port
    const env = { ...shared, PORT: port, DATA_DIR: path.join(folder, `data-${index}`) }
    const server = await startServer(env, logOf(index), [])
    running.set(index, server)
    urls[index] = server.url
  }

  async function end(index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<number> {
    const server = running.get(index)
    if (server === undefined) return 0
    running.delete(index)
    server.child.kill(signal)
    await server.gone
    return server.child.exitCode ?? 1
  }

  async function remove(): Promise<void> {
    await Promise.all(indexes.map((index) => end(index, 'SIGTERM')))
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await Promise.all(indexes.map(start))
  } catch (error) {
    await remove()
    throw error
  }
  return {
    urls,
    start,
    async kill(index) {
      await end(index, 'SIGKILL')
    },
    terminate: (index) => end(index, 'SIGTERM'),
    async duokefu(words, options = {}) {
      const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
      const env = { ...shared, DATA_DIR: folder }
      const { stdout } = await run(
        process.execPath,
        [program('cli'), ...words.split(' '), ...given, '--json'],
        { env },
      )
      return JSON.parse(stdout)
    },
    log: () =>
      indexes.map((index) => readFileSync(logOf(index), 'utf8').split('\n').slice(-8).join('\n')).join('\n'),
    remove,
  }
}
