import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Problem } from './words.mjs'

/**
 * Makes the credentials of the demo shop once; server, sandbox and mall read them from this file. Returns its path.
 *
 * @param {string} dataDir
 */
export function ensureDemoShop(dataDir) {
  const file = path.join(dataDir, 'demo.json')
  try {
    mkdirSync(dataDir, { recursive: true })
    if (!existsSync(file))
      writeFileSync(file, `${JSON.stringify(makeDemoShop(), null, 2)}\n`, { flag: 'wx', mode: 0o600 })
    return file
  } catch (error) {
    throw new Problem({
      zh: `数据目录 ${dataDir} 无法读写（${error.code}）；请修改权限，或用 DATA_DIR 指定另一个目录。`,
      en: `The data folder ${dataDir} can't be read and written (${error.code}): change its permissions, or choose another folder with DATA_DIR.`,
    })
  }
}

/** Credentials of the forms that WeChat gives out. */
export function makeDemoShop() {
  const appid = `wx${hex(16)}`
  return {
    name: '花田小店',
    appid,
    secret: hex(32),
    ghId: `gh_${hex(12)}`,
    token: hex(24),
    encodingAesKey: aesKey(),
    mode: 'safe',
    developer: { token: hex(24), encodingAesKey: aesKey() },
    staff: demoStaff(appid),
  }
}

/**
 * Whose simulated phones log in as which of the shop's agents. An openid is what the simulated WeChat makes of appid and
 * person: the server can't ask for it, since an agent's comes with their first scan.
 *
 * @param {string} appid
 */
export function demoStaff(appid) {
  return [
    ['xiaolin', '小林'],
    ['xiaowu', '小吴'],
    ['laozhou', '老周'],
  ].map(([phone, name]) => ({
    phone,
    name,
    openid: `o${createHash('sha256').update(`${appid}|${phone}`).digest('base64url').slice(0, 27)}`,
  }))
}

function hex(length) {
  return randomBytes(length / 2).toString('hex')
}

/** 32 bytes in base64 without the last "=", 43 characters. */
function aesKey() {
  return randomBytes(32).toString('base64').replaceAll(/[+/]/g, 'x').slice(0, 43)
}
