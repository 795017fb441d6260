import { fork } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './project.mjs'
import { Problem } from './words.mjs'

const termAfterMs = 10_000
const killAfterMs = 40_000

/**
 * One of our programs, running. It reports `ready` or `failed` over IPC, and it ends itself when that channel closes:
 * so a stop and our own sudden death are the same thing to it.
 *
 * @typedef {object} Child
 * @property {string} name
 * @property {Promise<any>} ready its message of type `ready`; rejects with a Problem
 * @property {Promise<void>} gone
 * @property {() => Promise<void>} stop
 * @property {() => Problem} obituary
 */

/**
 * @param {{ name: string, file: string, env: NodeJS.ProcessEnv, logFolder: string }} program
 * @returns {Child}
 */
export function startChild({ name, file, env, logFolder }) {
  const logFile = openLog(logFolder, name)
  const child = fork(path.resolve(root, file), [], {
    cwd: root,
    env,
    execArgv: [],
    stdio: ['ignore', logFile.handle, logFile.handle, 'ipc'],
  })
  closeSync(logFile.handle)

  const gone = new Promise((resolve) => {
    child.once('error', resolve)
    child.once('exit', resolve)
  }).then(() => {})

  const obituary = () =>
    new Problem({
      zh: `${name} 意外退出，日志在 ${logFile.path}：\n${lastLines(logFile.path)}`,
      en: `${name} ended unexpectedly; its log is above and in ${logFile.path}.`,
    })

  const ready = new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (message.type === 'ready') resolve(message)
      if (message.type === 'failed') reject(new Problem(message.sentence))
      if (message.type === 'notice') console.error(message.line)
    })
    gone.then(() => reject(obituary()))
  })
  ready.catch(() => {}) // whoever waits for it hears it; nobody waits during a stop

  const stop = async () => {
    if (child.connected) child.disconnect()
    const late = [
      setTimeout(() => child.kill('SIGTERM'), termAfterMs),
      setTimeout(() => child.kill('SIGKILL'), killAfterMs),
    ]
    await gone
    for (const timer of late) clearTimeout(timer)
  }

  return { name, ready, gone, stop, obituary }
}

/** Waits until `url` answers 200. */
export async function waitFor(url, patienceMs = 60_000) {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.status === 200) return
    if (Date.now() > deadline)
      throw new Problem({
        zh: `${url} 在 ${patienceMs / 1000} 秒内没有就绪。`,
        en: `${url} was not ready within ${patienceMs / 1000} s.`,
      })
    await wait(50)
  }
}

/** A new log for each start; that of the last one is kept beside it. */
function openLog(folder, name) {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.log`)
  if (existsSync(file)) renameSync(file, path.join(folder, `${name}.previous.log`))
  return { path: file, handle: openSync(file, 'a', 0o600) }
}

function lastLines(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
