import { readdirSync, readFileSync } from 'node:fs'

/** CPU time in milliseconds that a process took so far, and all that it started. */
export interface CpuTime {
  readonly server: number
  readonly postgres: number
}

/** The kernel's unit of process times, which has been this on every Linux for decades. */
const millisecondsPerTick = 10

/** What a server's process and its PostgreSQL, if it has one, took so far; null where there is no /proc. */
export function cpuTimeOf(serverPid: number, postmasterPid = -1): CpuTime | null {
  const server = timesOf(serverPid)
  if (server === null) return null
  let postgres = 0
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : null
    if (times === null) continue
    if (Number(name) === postmasterPid) postgres += times.own + times.ended
    else if (times.parent === postmasterPid) postgres += times.own
  }
  return { server: server.own * millisecondsPerTick, postgres: postgres * millisecondsPerTick }
}

/** What was taken between two looks, in microseconds for each of so many. */
export function cpuPer(count: number, before: CpuTime, after: CpuTime): CpuTime {
  const micros = (name: keyof CpuTime) => ((after[name] - before[name]) * 1000) / count
  return { server: micros('server'), postgres: micros('postgres') }
}

/** In ticks; `ended` is of children that are gone. */
function timesOf(pid: number): { parent: number; own: number; ended: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (index) => fields[index] ?? 0,
    )
    return { parent, own: user + system, ended: endedUser + endedSystem }
  } catch {
    return null
  }
}
