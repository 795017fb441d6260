import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Fan } from './fan.ts'
import type { KfAccount } from './kf.ts'
import type { Media, MediaFiles } from './media.ts'
import type { Person } from './people.ts'
import type { TokenPool } from './tokens.ts'
import type { World } from './world.ts'

/** Everything of the world that a second start finds again. Accounts come from the configuration, faults don't stay. */
export type Snapshot = {
  version: 1
  lastMsgId: string
  people: Person[]
  media: Media[]
  accounts: Record<string, { tokens: { basic: TokenPool; stable: TokenPool }; fans: Fan[]; kf: KfAccount[] }>
}

export function snapshotOf(world: World): Snapshot {
  return {
    version: 1,
    lastMsgId: world.lastMsgId,
    people: [...world.people.values()],
    media: world.media.all(),
    accounts: Object.fromEntries(
      [...world.accounts].map(([appid, { tokens, fans, kf }]) => [
        appid,
        { tokens, fans: [...fans.values()], kf },
      ]),
    ),
  }
}

/** Reads what `writeSnapshot` wrote; null when there is nothing yet. Throws when the file is something else. */
export function readSnapshot(file: string): Snapshot | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && problem.code === 'ENOENT') return null
    throw problem
  }
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) {
    throw new Error(`${file} is not a state of this sandbox`)
  }
  return value as Snapshot
}

/** Writes beside and renames, so that a crash leaves the former state and not half of a new one. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Material as files of a folder, named by media id. */
export function folderFiles(folder: string): MediaFiles {
  mkdirSync(folder, { recursive: true })
  return {
    put: (id, bytes) => writeFileSync(join(folder, id), bytes),
    get(id) {
      try {
        return readFileSync(join(folder, id))
      } catch {
        return null // The folder was emptied by hand: the page then shows a missing picture.
      }
    },
    clear() {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
    },
  }
}
