import { readFileSync } from 'node:fs'
import os from 'node:os'

/** The kernel's ticks of all CPUs since it booted. */
interface Ticks {
  readonly all: number
  readonly stolen: number
}

const ticksAtStart = readTicks()

/** Where and when something was measured. */
export interface Machine {
  readonly date: string
  readonly cpus: number
  readonly model: string
  readonly node: string
  /** Of the last minute: what the measurement itself takes is in it. */
  readonly load: number
  /** Share of the CPUs' time that the host of a virtual machine kept since this script began; null where no kernel says so. */
  readonly stolen: number | null
  /** The same in one line. */
  readonly words: string
}

export function machineNow(): Machine {
  const date = new Date().toISOString()
  const cpus = os.cpus().length
  const model = os.cpus()[0]?.model ?? 'unknown'
  const load = os.loadavg()[0] ?? 0
  const stolen = stolenSince(ticksAtStart)
  const words = [
    date.slice(0, 10),
    `${cpus} × ${model}`,
    `load ${load.toFixed(1)}`,
    ...(stolen === null ? [] : [`stolen ${(100 * stolen).toFixed(1)} %`]),
    `Node ${process.version}`,
  ].join(' · ')
  return { date, cpus, model, node: process.version, load, stolen, words }
}

function stolenSince(before: Ticks | null): number | null {
  const now = readTicks()
  return before === null || now === null ? null : (now.stolen - before.stolen) / (now.all - before.all)
}

/** From the first line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
function readTicks(): Ticks | null {
  try {
    const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? []
    const upToSteal = ticks.slice(0, 8)
    return { all: upToSteal.reduce((sum, each) => sum + each, 0), stolen: upToSteal[7] ?? 0 }
  } catch {
    return null
  }
}
