import { apiDead } from './api-dead.ts'
import { clockJumps } from './clock-jumps.ts'
import { developerHangs } from './developer-hangs.ts'
import { diskFull } from './disk-full.ts'
import { duplicateStorm } from './duplicates.ts'
import type { Fault } from './fault.ts'
import { killPostgres, killServer } from './kill.ts'
import { poolExhausted } from './pool.ts'
import { stalledBrowser } from './stalled-browser.ts'
import { storageGone } from './storage-gone.ts'

/** By the name of their command: `npm run faults:<name>`. */
export const faults: Readonly<Record<string, Fault>> = {
  kill: killServer,
  postgres: killPostgres,
  disk: diskFull,
  pool: poolExhausted,
  wechat: apiDead,
  developer: developerHangs,
  clock: clockJumps,
  duplicates: duplicateStorm,
  browser: stalledBrowser,
  storage: storageGone,
}
