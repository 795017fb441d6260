import { readdir, rename, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { lookUpProcess } from '../../db/embedded/processes.ts'

/** The process whose file it is. */
export interface SpoolOwner {
  readonly host: string
  readonly pid: number
  readonly processId: string
}

/** A file in the folder of spools, as its name tells. */
export interface SpoolFile extends SpoolOwner {
  readonly path: string
  readonly number: number
  readonly touchedAt: number
}

/** A file of a living process is touched this often, and believed to be one's for so long. Milliseconds. */
export const touchEveryMs = 5_000
const leaseMs = 30_000

const suffix = '.spool'
/** In the place of a host: the process has stopped and left it to whoever comes. */
const nobody = 'nobody'

export function ownerHere(processId: string): SpoolOwner {
  return { host: hostname().replaceAll(/[^\w.-]/g, '-'), pid: process.pid, processId }
}

export function fileName({ host, pid, processId }: SpoolOwner, number: number): string {
  return `${host}~${pid}~${processId}~${String(number).padStart(6, '0')}${suffix}`
}

export function released(owner: SpoolOwner): SpoolOwner {
  return { ...owner, host: nobody }
}

/** All spools in the folder, those of one process in the order in which they were begun. */
export async function listSpools(folder: string): Promise<SpoolFile[]> {
  const found: SpoolFile[] = []
  for (const name of (await readdir(folder)).sort()) {
    const [host, pid, processId, number] = name.slice(0, -suffix.length).split('~')
    if (!name.endsWith(suffix) || host === undefined || processId === undefined || number === undefined)
      continue
    const file = path.join(folder, name)
    const touchedAt = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => null, // somebody has just finished it
    )
    if (touchedAt === null) continue
    found.push({ path: file, host, pid: Number(pid), processId, number: Number(number), touchedAt })
  }
  return found
}

/**
 * Whether its process is gone: on this machine by asking, on others (a shared volume) by the lease. A wrong guess costs
 * nothing: a writer whose file was taken acknowledges nothing more in it (`spool-writer.ts`).
 */
export function isOrphan(file: SpoolFile, me: SpoolOwner, now: number): boolean {
  if (file.processId === me.processId) return false
  if (file.host === nobody || file.touchedAt < now - leaseMs) return true
  if (file.host !== me.host) return false
  return file.pid === me.pid || (lookUpProcess(file.pid)?.zombie ?? true)
}

/** Makes it this process's own; null: another one was faster. */
export async function claim(file: SpoolFile, me: SpoolOwner, number: number): Promise<string | null> {
  const claimed = path.join(path.dirname(file.path), fileName(me, number))
  try {
    await rename(file.path, claimed)
    return claimed
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
