import './node-version.mjs'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './project.mjs'
import { runNode } from './run-command.mjs'
import { Problem, progress, runScript } from './words.mjs'

const rolldown = (folder) => ({
  program: 'node_modules/rolldown/bin/cli.mjs',
  parameters: ['-c', `${folder}/rolldown.config.mjs`],
  cwd: '.',
})
const vite = (folder) => ({
  program: 'node_modules/vite/bin/vite.js',
  parameters: ['build', '--logLevel', 'warn'],
  cwd: folder,
})

/** What is built, from which folders, by what, and a file that must be there afterwards. */
const targets = [
  {
    name: 'server',
    sources: ['server', 'contract', 'engine', 'wechat'],
    ...rolldown('packages/server'),
    product: 'packages/server/dist/main.js',
  },
  {
    name: 'sandbox',
    sources: ['sandbox', 'wechat'],
    ...rolldown('packages/sandbox'),
    product: 'packages/sandbox/dist/main.js',
  },
  {
    name: 'desk',
    sources: ['desk', 'contract', 'engine', 'wechat'],
    ...vite('packages/desk'),
    product: 'packages/desk/dist/index.html',
  },
  {
    name: 'sandbox-phone',
    sources: ['sandbox', 'wechat'],
    ...vite('packages/sandbox'),
    product: 'packages/sandbox/dist/web/index.html',
  },
]

/** The stamps go with node_modules, so that other versions of the tools build anew. */
const stamps = path.join(root, 'node_modules/.cache/duokefu')

/** Builds what has changed since it was last built; a second call costs milliseconds. */
export async function ensureBuilt() {
  const stale = targets.filter((target) => !isFresh(target))
  if (stale.length === 0) return
  progress({
    zh: `正在构建 ${stale.map(({ name }) => name).join('、')}……`,
    en: `Building ${stale.map(({ name }) => name).join(', ')}…`,
  })
  const built = await Promise.allSettled(stale.map(build))
  for (const { reason } of built) if (reason !== undefined) throw reason
}

async function build(target) {
  const hash = hashOf(target)
  const { code, output } = await runNode([path.join(root, target.program), ...target.parameters], {
    cwd: path.join(root, target.cwd),
  })
  if (code !== 0 || !existsSync(path.join(root, target.product))) {
    console.error(output)
    throw new Problem({
      zh: `构建 ${target.name} 失败，原因见上。`,
      en: `Building ${target.name} failed; the reason is above.`,
    })
  }
  mkdirSync(stamps, { recursive: true })
  writeFileSync(path.join(stamps, target.name), hash)
}

function isFresh(target) {
  const stamp = path.join(stamps, target.name)
  return (
    existsSync(path.join(root, target.product)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hashOf(target)
  )
}

/** Contents, not times: a clone or a checkout gives files any time. */
function hashOf({ sources }) {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesUnder(path.join(root, 'packages', source)))
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'tsconfig.web.json'])
    hash.update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

const skipped = new Set(['node_modules', 'dist', 'test', 'fixtures', 'data'])

/** @returns {string[]} */
function filesUnder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(place)
    return /\.test\.tsx?$/.test(entry.name) ? [] : [place]
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runScript(ensureBuilt)
