import { type SpawnOptions, spawnSync } from 'node:child_process'
import { chownSync, statSync } from 'node:fs'
import { StartError } from './start-error.ts'

/** The system user as whom PostgreSQL runs. It refuses to run as root, so root lends it another one. */
export interface DatabaseUser {
  readonly name: string
  readonly uid: number
  readonly spawnAs: Pick<SpawnOptions, 'uid' | 'gid'>
}

/**
 * This process's own user; for root the owner of a database that exists already in `data`, else `postgres`, else
 * `nobody`. It must be a user with a name: PostgreSQL looks its own up.
 */
export function chooseDatabaseUser(data: string): DatabaseUser {
  const owner = statSync(data, { throwIfNoEntry: false })?.uid
  const self = process.geteuid?.() ?? 0
  if (self !== 0) {
    const name = ask('-un', String(self)) ?? String(self)
    if (owner !== undefined && owner !== self) throw foreign(data, ask('-un', String(owner)), name)
    return { name, uid: self, spawnAs: {} }
  }
  const candidates = owner !== undefined && owner !== 0 ? [ask('-un', String(owner))] : ['postgres', 'nobody']
  for (const name of candidates) {
    const uid = name === null ? null : ask('-u', name)
    const gid = name === null ? null : ask('-g', name)
    if (name !== null && uid !== null && gid !== null)
      return { name, uid: Number(uid), spawnAs: { uid: Number(uid), gid: Number(gid) } }
  }
  throw new StartError({
    zh: 'PostgreSQL 不能以 root 身份运行，而这台机器上找不到可借用的用户（postgres 或 nobody）；请用普通用户启动，或设置 DATABASE_URL。',
    en: 'PostgreSQL refuses to run as root, and this machine has no user to lend it (postgres or nobody): start as an ordinary user, or set DATABASE_URL.',
  })
}

/** Gives a file or folder that root has made to the user of the database. */
export function giveTo(user: DatabaseUser, target: string): void {
  if (user.spawnAs.uid !== undefined && user.spawnAs.gid !== undefined)
    chownSync(target, user.spawnAs.uid, user.spawnAs.gid)
}

/** Whether that user can enter and write `folder`; asked of the system, since every folder above counts. */
export function canWrite(user: DatabaseUser, folder: string): boolean {
  const test = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    ...user.spawnAs,
    cwd: '/',
    stdio: 'ignore',
  })
  return test.status === 0
}

function ask(flag: '-u' | '-g' | '-un', user: string): string | null {
  const id = spawnSync('id', [flag, user], { encoding: 'utf8' })
  return id.status === 0 ? id.stdout.trim() : null
}

function foreign(data: string, owner: string | null, self: string): StartError {
  return new StartError({
    zh: `数据库文件 ${data} 属于用户 ${owner ?? '（未知）'}，当前用户 ${self} 不能使用；请用原来的用户启动，或用 DATA_DIR 指定另一个目录。`,
    en: `The database in ${data} belongs to user ${owner ?? '(unknown)'} and can't be used by ${self}: start as that user, or choose another folder with DATA_DIR.`,
  })
}
