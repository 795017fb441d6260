import { snapshotOf, writeSnapshot } from './world/snapshot.ts'
import type { World } from './world/world.ts'

const PAUSE_MS = 500

/** Writes the world a moment after it changed, and for the last time on `stop`. */
export function keepOnDisk(world: World, file: string): { stop(): void } {
  let timer: NodeJS.Timeout | null = null
  const write = () => {
    timer = null
    writeSnapshot(file, snapshotOf(world))
  }
  const deaf = world.listen(() => {
    timer ??= setTimeout(write, PAUSE_MS)
  })
  return {
    stop() {
      deaf()
      if (timer !== null) clearTimeout(timer)
      write()
    },
  }
}
