import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { lookUpProcess } from './processes.ts'
import { StartError } from './start-error.ts'

const patienceMs = 120_000
let ticket = 0

/**
 * Runs `work` while no other process starts or stops the database of this folder.
 *
 * Each contender puts down a file of its own name and then looks for others': of two, at least the later one sees
 * the earlier, steps back and tries again. A file whose process is gone counts for nothing, so that `kill -9` can
 * leave no lock behind, and no file is ever taken over, which is where lock files usually fail.
 */
export async function withStartLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const startedAt = lookUpProcess(process.pid)?.startedAt.replaceAll(/[ :]/g, '_') ?? ''
  ticket += 1
  const mine = path.join(folder, `${process.pid}-${startedAt}-${ticket}`)
  const deadline = Date.now() + patienceMs
  for (;;) {
    writeFileSync(mine, '')
    const other = findOther(folder, path.basename(mine))
    if (other === null) break
    rmSync(mine, { force: true })
    if (Date.now() > deadline) throw heldBy(other)
    await wait(10 + Math.random() * 40)
  }
  try {
    return await work()
  } finally {
    rmSync(mine, { force: true })
  }
}

/** The pid of another living contender; what the dead have left is cleared away. */
function findOther(folder: string, mine: string): number | null {
  let other: number | null = null
  for (const name of readdirSync(folder)) {
    if (name === mine) continue
    const [pid = '', startedAt = ''] = name.split('-')
    const holder = lookUpProcess(Number(pid))
    if (holder !== null && !holder.zombie && holder.startedAt.replaceAll(/[ :]/g, '_') === startedAt)
      other = Number(pid)
    else rmSync(path.join(folder, name), { force: true })
  }
  return other
}

function heldBy(pid: number): StartError {
  return new StartError({
    zh: `另一个多客服进程（pid ${pid}）一直在启动或停止同一个数据库，请先结束它。`,
    en: `Another Duokefu process (pid ${pid}) has been starting or stopping the same database for two minutes; end it first.`,
  })
}
