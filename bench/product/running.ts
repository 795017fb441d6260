import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'

const built = path.resolve(import.meta.dirname, '../../packages/server/dist')

/** A program of the built server by its name: `main`, `cli`, `end-orphan`. */
export const program = (name: string) => path.join(built, `${name}.js`)

/** A built server's process. */
export interface Running {
  readonly child: ReturnType<typeof fork>
  readonly pid: number
  readonly url: string
  readonly gone: Promise<unknown>
}

/** Starts one; resolves when it answers. */
export async function startServer(
  env: NodeJS.ProcessEnv,
  logFile: string,
  nodeOptions: readonly string[],
): Promise<Running> {
  const log = openSync(logFile, 'a')
  const stdio = ['ignore', log, log, 'ipc'] as const
  // The channel says when it is ready, and ends the server when we die.
  const child = fork(program('main'), [], { env, execArgv: [...nodeOptions], stdio: [...stdio] })
  closeSync(log)
  const gone = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (word: { type: string; url: string; sentence: { en: string } }) => {
      if (word.type === 'ready') resolve(word.url)
      if (word.type === 'failed') reject(new Error(word.sentence.en))
    })
    gone.then(
      () => reject(new Error(`the server did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)),
      reject,
    )
  })
  return { child, pid: child.pid ?? 0, url, gone }
}

/** What the caller's own installation is set to must not reach the one under test. */
export function outside(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG']
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
