import { existsSync } from 'node:fs'
import path from 'node:path'
import { canInstall, installPackages } from './apt.mjs'
import { runCommand } from './run-command.mjs'
import { Problem } from './words.mjs'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
const fontPlaces = ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', '/usr/share/fonts/truetype/wqy']

/** A Chromium that shows Chinese, for the browser tests: found, else installed by apt as root. Returns its path. */
export async function ensureBrowser(env) {
  const missing = await findMissing(env)
  if (missing.length > 0) {
    if (!canInstall()) throw notThere(missing.join(' '))
    await installPackages(missing)
  }
  const chromium = findChromium(env)
  if (chromium === null) throw notThere('chromium')
  return chromium
}

async function findMissing(env) {
  const missing = []
  if (findChromium(env) === null) missing.push('chromium')
  if (!(await hasChineseFont())) missing.push('fonts-noto-cjk')
  return missing
}

/** @returns {string | null} */
function findChromium(env) {
  if (env.CHROMIUM_PATH) return existsSync(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : null
  const folders = (env.PATH ?? '').split(path.delimiter)
  const found = programs.flatMap((program) => folders.map((folder) => path.join(folder, program)))
  return [...found, ...usualPlaces].find((file) => existsSync(file)) ?? null
}

async function hasChineseFont() {
  if (process.platform !== 'linux') return true // macOS and Windows bring theirs
  const { code, output } = await runCommand('fc-list', [':lang=zh'])
  return (code === 0 && output.trim() !== '') || fontPlaces.some((place) => existsSync(place))
}

function notThere(names) {
  return new Problem({
    zh: `浏览器测试还缺少 ${names}：请安装（Debian/Ubuntu：sudo apt-get install ${names}），或用 CHROMIUM_PATH 指向已有的 Chromium。`,
    en: `The browser tests need ${names}: install it (Debian/Ubuntu: sudo apt-get install ${names}), or point CHROMIUM_PATH to a Chromium that is there.`,
  })
}
