import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

const sizeMb = 700

/** The file system with the database on it is full to the last byte, then has room again. */
export const diskFull: Fault = {
  long: { times: 5, seconds: 15 },
  short: { times: 1, seconds: 8 },
  perSecond: 200,
  mounts: true,
  async prepare({ times, seconds }) {
    const disk = mkdtempSync(path.join(tmpdir(), 'duokefu-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=755`, 'tmpfs', disk])
    const within = path.join(disk, 'data')
    mkdirSync(within)
    return {
      options: { product: { within } },
      async happens(stage) {
        for (let time = 1; time <= times; time += 1) {
          const ballast = path.join(disk, 'ballast')
          const until = performance.now() + seconds * 1_000
          while (performance.now() < until) {
            fill(ballast)
            await wait(50)
          }
          rmSync(ballast)
          const ms = await stage.recovered()
          stage.tell(`Disk full ${time} of ${times} times for ${seconds} s; all was well after ${ms} ms`)
        }
      },
      async close() {
        execFileSync('umount', [disk])
        rmdirSync(disk)
      },
    }
  },
}

const block = Buffer.alloc(1024 * 1024)

/** Writes to the end of the file until there is no room for another byte. */
function fill(file: string): void {
  const descriptor = openSync(file, 'a')
  try {
    for (let bytes = block.length; bytes > 0; ) {
      try {
        writeSync(descriptor, block, 0, bytes)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
        bytes = Math.floor(bytes / 2)
      }
    }
  } finally {
    closeSync(descriptor)
  }
}
