import { existsSync } from 'node:fs'
import { runCommand } from './run-command.mjs'
import { Problem, progress } from './words.mjs'

/** Whether we may install packages of the system: as root, where there is apt. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Installs packages by apt. @param {readonly string[]} packages */
export async function installPackages(packages) {
  const names = packages.join(' ')
  progress({ zh: `正在安装 ${names}……`, en: `Installing ${names}…` })
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const steps = [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]
  for (const step of steps) {
    const { code, output } = await runCommand('apt-get', step, { env })
    if (code === 0) continue
    console.error(output)
    throw new Problem({
      zh: `安装 ${names} 失败，原因见上。`,
      en: `${names} could not be installed; the reason is above.`,
    })
  }
}
