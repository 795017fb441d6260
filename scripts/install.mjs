import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './project.mjs'
import { runCommand, runNode } from './run-command.mjs'
import { Problem, progress } from './words.mjs'

/** Installs the dependencies when what is installed isn't what package-lock.json says. */
export async function ensureInstalled() {
  const wanted = readLock(path.join(root, 'package-lock.json'))
  if (isInstalled(wanted, readLock(path.join(root, 'node_modules/.package-lock.json')))) return
  progress({ zh: '正在安装依赖（npm ci）……', en: 'Installing dependencies (npm ci)…' })
  const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath
  const { code } = npm?.endsWith('.js')
    ? await runNode([npm, ...parameters], { aloud: true })
    : await runCommand('npm', parameters, { aloud: true })
  if (code === 0) return
  throw new Problem({
    zh: '依赖安装失败（原因见上）；请检查网络和目录权限，然后重试。',
    en: 'The dependencies could not be installed (the reason is above): check the network and the permissions of this folder, then try again.',
  })
}

/**
 * Compares the lock file with the copy that npm keeps of what it has installed. Optional packages may be missing:
 * npm leaves out those of other platforms.
 *
 * @param {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> | null} wanted
 * @param {Record<string, { version?: string }> | null} installed
 */
export function isInstalled(wanted, installed) {
  if (wanted === null || installed === null) return false
  const places = Object.keys(wanted).filter(
    (place) => place.startsWith('node_modules/') || place.includes('/node_modules/'),
  )
  const complete = places.every((place) => {
    const found = installed[place]
    const { optional = false, devOptional = false, version } = wanted[place]
    return found === undefined ? optional || devOptional : found.version === version
  })
  return complete && Object.keys(installed).every((place) => place in wanted)
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}
