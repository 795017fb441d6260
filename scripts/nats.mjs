import { existsSync } from 'node:fs'
import path from 'node:path'
import { canInstall, installPackages } from './apt.mjs'
import { Problem, progress } from './words.mjs'

/** A nats-server, for the tests with a NATS of several: found, else installed by apt as root. Without it they are skipped. */
export async function ensureNats(env) {
  const folders = [...(env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  if (folders.some((folder) => existsSync(path.join(folder, 'nats-server')))) return
  try {
    if (canInstall()) return await installPackages(['nats-server'])
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  progress({
    zh: '没有 nats-server，跳过它的测试（Debian/Ubuntu：sudo apt-get install nats-server）。',
    en: 'There is no nats-server: its tests are skipped (Debian/Ubuntu: sudo apt-get install nats-server).',
  })
}
