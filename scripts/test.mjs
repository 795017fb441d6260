import './node-version.mjs'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureNats } from './nats.mjs'
import { root } from './project.mjs'
import { runNode } from './run-command.mjs'
import { countTests } from './test-count.mjs'
import { Problem, progress, runScript } from './words.mjs'

const bin = (file) => path.join(root, 'node_modules', file)
const tsc = (project) => [bin('typescript/bin/tsc'), '-p', `tsconfig.${project}.json`]

const checks = [
  { name: 'types of the engine', parameters: tsc('engine') },
  { name: 'types of what runs in Node', parameters: tsc('node') },
  { name: 'types of what runs in browsers', parameters: tsc('web') },
  { name: 'lint', parameters: [bin('@biomejs/biome/bin/biome'), 'ci', '.'] },
  { name: 'unused code', parameters: [bin('knip/bin/knip.js')] },
]

/** `npm test`: all of it. `npm test -- <vitest arguments>`: those tests alone, without the static checks. */
await runScript(async () => {
  const chosen = [...process.argv.slice(2), ...(process.env.VITEST_ARGS?.split(/\s+/).filter(Boolean) ?? [])]
  await ensureInstalled()
  const chromium = await ensureBrowser(process.env)
  const nats = await ensureNats(process.env)
  const results = chosen.length > 0 ? [] : await Promise.all(checks.map(runCheck))
  results.push(await runBuild())
  const tests = await runVitest(chosen, {
    CHROMIUM_PATH: chromium,
    ...(nats === null ? {} : { NATS_SERVER: nats }),
  })
  const passed = tests.passed + results.filter(Boolean).length
  const failed = tests.failed + results.filter((passes) => !passes).length
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
})

async function runCheck({ name, parameters }) {
  const begin = Date.now()
  const { code, output } = await runNode(parameters)
  report(code === 0, name, begin)
  if (code !== 0) console.log(output)
  return code === 0
}

async function runBuild() {
  const begin = Date.now()
  try {
    await ensureBuilt()
    report(true, 'build', begin)
    return true
  } catch (error) {
    report(false, 'build', begin)
    if (!(error instanceof Problem)) console.log(error)
    return false
  }
}

function report(passes, name, begin) {
  console.log(`${passes ? '✓' : '✗'} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
}

async function runVitest(chosen, programs) {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-report-'))
  const file = path.join(folder, 'report.json')
  try {
    progress({ zh: '正在运行测试……', en: 'Running the tests…' })
    const secondTries = path.join(root, 'scripts/second-tries.mjs')
    const reporters = ['default', 'json', secondTries].map((name) => `--reporter=${name}`)
    reporters.push(`--outputFile.json=${file}`)
    const { code } = await runNode([bin('vitest/vitest.mjs'), 'run', ...reporters, ...chosen], {
      aloud: true,
      env: { ...process.env, ...programs },
    })
    return countTests(readReport(file), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
