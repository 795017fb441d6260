import { readFileSync } from 'node:fs'
import { openInspector } from '../profile/inspector.ts'

export interface Memory {
  /** V8's objects and the buffers that they hold, after a full collection. */
  readonly heapBytes: number
  /** The whole process, as the kernel counts it; null where it does not tell. */
  readonly rssBytes: number | null
}

/** What a Node process that was started with `--inspect` holds when all garbage is collected. */
export async function memoryOf(inspectorPort: number, pid: number): Promise<Memory> {
  const inspector = await openInspector(inspectorPort)
  await inspector.ask('HeapProfiler.collectGarbage')
  await inspector.ask('HeapProfiler.collectGarbage') // what the first one's finalizers let go
  const usage = (await inspector.ask('Runtime.getHeapUsage')) as {
    usedSize: number
    backingStorageSize?: number
  }
  inspector.close()
  return { heapBytes: usage.usedSize + (usage.backingStorageSize ?? 0), rssBytes: rssOf(pid) }
}

/** Resident memory of a process; null where there is no /proc. */
export function rssOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
