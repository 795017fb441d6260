import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

export interface ProcessInfo {
  /** Dead, but its parent has not taken note yet; `kill(pid, 0)` still succeeds. */
  readonly zombie: boolean
  /** Tells two processes apart that had the same pid one after the other. */
  readonly startedAt: string
  readonly command: string
  /** Known on Linux only, and there only of the own user's processes or to root. */
  readonly workingFolder: string | null
}

/** What runs under `pid` now, or null. */
export function lookUpProcess(pid: number): ProcessInfo | null {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return {
      zombie: fields[0] === 'Z',
      startedAt: fields[19] ?? '',
      command,
      workingFolder: workingFolderOf(pid),
    }
  } catch {
    return null
  }
}

function workingFolderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

/** For systems without /proc (macOS). */
export function fromPs(pid: number): ProcessInfo | null {
  const columns = ['-o', 'stat=', '-o', 'lstart=', '-o', 'command=']
  const ps = spawnSync('ps', ['-ww', ...columns, '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  })
  const [, state, startedAt, command] = /^(\S+)\s+(\w+ \w+ +\d+ [\d:]+ \d+)\s+(.*)$/m.exec(ps.stdout) ?? []
  if (state === undefined || startedAt === undefined || command === undefined) return null
  return { zombie: state.startsWith('Z'), startedAt, command, workingFolder: null }
}
