import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './project.mjs'
import { runCommand } from './run-command.mjs'
import { progress } from './words.mjs'

const kept = path.join(root, 'node_modules/.cache/nats-server')

/**
 * A nats-server for the tests with several of them: found, else unpacked from the system's package without installing it,
 * which would start a service. Returns its path; null when there is none to be had: then these tests are skipped.
 */
export async function ensureNats(env) {
  const found = findNats(env)
  if (found !== null) return found
  if (existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg')) await unpack()
  const unpacked = findNats(env)
  if (unpacked === null)
    progress({
      zh: '没有 nats-server，跳过它的测试（Debian/Ubuntu：sudo apt-get install nats-server）。',
      en: 'There is no nats-server: its tests are skipped (Debian/Ubuntu: sudo apt-get install nats-server).',
    })
  return unpacked
}

/** @returns {string | null} */
function findNats(env) {
  const folders = [
    ...(env.PATH ?? '').split(path.delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    path.join(kept, 'usr/sbin'),
  ]
  return folders.map((folder) => path.join(folder, 'nats-server')).find((file) => existsSync(file)) ?? null
}

async function unpack() {
  progress({ zh: '正在下载 nats-server……', en: 'Downloading nats-server…' })
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-nats-'))
  try {
    const download = () => runCommand('apt-get', ['download', '-q', 'nats-server'], { cwd: folder })
    let { code } = await download()
    if (code !== 0 && process.getuid?.() === 0) {
      await runCommand('apt-get', ['update', '-q'])
      code = (await download()).code
    }
    const file = readdirSync(folder).find((name) => name.endsWith('.deb'))
    if (code !== 0 || file === undefined) return
    mkdirSync(kept, { recursive: true })
    await runCommand('dpkg', ['-x', path.join(folder, file), kept])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
