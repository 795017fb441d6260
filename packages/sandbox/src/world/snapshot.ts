import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import type { Fan } from './fan.ts'
import type { Media, MediaFiles } from './media.ts'
import type { Menu } from './menu.ts'
import type { ServiceNotice } from './notices.ts'
import { DEMO_PEOPLE, newPerson, type Person } from './people.ts'
import type { QrCode } from './qr-code.ts'
import type { TokenPool } from './tokens.ts'
import type { AccountState, World } from './world.ts'

/**
 * Everything of the world that a second start finds again. Credentials come from the configuration, and neither faults
 * nor codes of web authorization stay.
 */
export type Snapshot = {
  version: 1
  lastMsgId: string
  people: Person[]
  media: Media[]
  notices: ServiceNotice[]
  accounts: Record<string, KeptAccount>
}
type KeptAccount = {
  console: Pick<Account, 'verified' | 'kfEnabled' | 'ipAllowlist' | 'oauthDomain' | 'wechatId'>
  tokens: { basic: TokenPool; stable: TokenPool }
  fans: Fan[]
  desk: Pick<AccountState, 'kf' | 'records' | 'sessions' | 'waiting'>
  menu: Menu | null
  qrCodes: QrCode[]
}

/** What was kept, by this version or an older one, whose accounts had no desk, no menu, no QR codes and no rights to switch. */
export type KeptWorld = Omit<Snapshot, 'accounts'> & {
  accounts: Record<
    string,
    Pick<KeptAccount, 'tokens' | 'fans'> &
      Partial<Omit<KeptAccount, 'desk'>> & { desk?: Partial<KeptAccount['desk']> }
  >
}
type Written = Omit<KeptWorld, 'people' | 'notices'> & {
  people: (Pick<Person, 'id' | 'name'> & Partial<Person>)[]
  notices?: ServiceNotice[]
}

export function snapshotOf(world: World): Snapshot {
  return {
    version: 1,
    lastMsgId: world.lastMsgId,
    people: [...world.people.values()],
    media: world.media.all(),
    notices: world.notices,
    accounts: Object.fromEntries([...world.accounts].map(([appid, state]) => [appid, keptOf(state)])),
  }
}

function keptOf({
  account,
  tokens,
  fans,
  kf,
  records,
  sessions,
  waiting,
  menu,
  qrCodes,
}: AccountState): KeptAccount {
  const { verified, kfEnabled, ipAllowlist, oauthDomain, wechatId } = account
  return {
    console: { verified, kfEnabled, ipAllowlist, oauthDomain, wechatId },
    tokens,
    fans: [...fans.values()],
    desk: { kf, records, sessions, waiting },
    menu,
    qrCodes,
  }
}

/** Reads what `writeSnapshot` wrote, now or in an older version; null (start anew) when there is nothing readable. */
export function readSnapshot(file: string): KeptWorld | null {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  if (!isWritten(value)) return null
  const { people, notices, ...rest } = value
  const whole = people.map((person) => newPerson(person.id, person.name, person))
  const missing = DEMO_PEOPLE.filter((demo) => !whole.some((person) => person.id === demo.id))
  return { ...rest, people: [...whole, ...missing], notices: notices ?? [] }
}

function isWritten(value: unknown): value is Written {
  if (typeof value !== 'object' || value === null) return false
  const { version, people, media, accounts } = value as Partial<Written>
  return version === 1 && Array.isArray(people) && Array.isArray(media) && typeof accounts === 'object'
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
