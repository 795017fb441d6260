import './node-version.mjs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureBuilt } from './build.mjs'
import { startChild, waitFor } from './children.mjs'
import { ensureDemoShop } from './demo-shop.mjs'
import { ensureInstalled } from './install.mjs'
import { whenNpmEnds } from './npm-parent.mjs'
import { checkPort, findFreePort, readPort } from './ports.mjs'
import { dataDirOf, root } from './project.mjs'
import { runNode } from './run-command.mjs'
import { Problem, progress, runScript } from './words.mjs'

/** `npm start`: everything that a first look needs, from a fresh clone, in one terminal. */
await runScript(async () => {
  const settings = await readSettings(process.env)
  await ensureInstalled()
  await ensureBuilt()
  await run(settings)
})
process.exit() // whatever still waited for a child that was stopped, needs not

async function readSettings(env) {
  const host = env.HOST || '127.0.0.1'
  const port = readPort(env, 'PORT', 8080)
  const sandboxPort = readPort(env, 'SANDBOX_PORT', 8081)
  if (port === sandboxPort)
    throw new Problem({
      zh: `PORT 和 SANDBOX_PORT 不能都是 ${port}。`,
      en: `PORT and SANDBOX_PORT can't both be ${port}.`,
    })
  await checkPort(host, port, 'PORT')
  if (env.SANDBOX !== 'off') await checkPort(host, sandboxPort, 'SANDBOX_PORT')
  const mallPort = env.MALL_PORT
    ? readPort(env, 'MALL_PORT', 8082)
    : await findFreePort('127.0.0.1', 8082, [port, sandboxPort])
  if (env.MALL_PORT) await checkPort('127.0.0.1', mallPort, 'MALL_PORT')
  const dataDir = dataDirOf(env)
  return {
    logFolder: path.join(dataDir, 'logs'),
    env: {
      ...env,
      HOST: host,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      MALL_PORT: String(mallPort),
      DATA_DIR: dataDir,
      DUOKEFU_STARTER: 'npm-start',
      DUOKEFU_DEMO_FILE: ensureDemoShop(dataDir),
    },
  }
}

async function run({ env, logFolder }) {
  const children = []
  let stopping = false
  let fail
  const death = new Promise((_, reject) => {
    fail = reject
  })
  death.catch(() => {}) // during a stop nobody listens, and every child dies
  const start = (name, file) => {
    if (stopping) throw new Error('stopping')
    const child = startChild({ name, file, env, logFolder })
    children.push(child)
    // Ctrl-C reaches the children as well, and one may be gone before we have heard it ourselves.
    child.gone.then(() => wait(300)).then(() => fail(child.obituary()))
    return child
  }
  const interrupted = untilInterrupted()

  try {
    await Promise.race([open(start), interrupted, death])
    await Promise.race([interrupted, death])
    progress({ zh: '正在停止……', en: 'Stopping…' })
  } finally {
    stopping = true
    await stopAll(children, env)
  }
}

/** The server last: the others still talk to it. */
async function stopAll(children, env) {
  for (const child of [...children].reverse()) await child.stop()
  // A killed server leaves its database running; one that has ended in order doesn't, and then this does nothing.
  if (!env.DATABASE_URL) await runNode([path.join(root, 'packages/server/dist/end-orphan.js')], { env })
}

function untilInterrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve)
    whenNpmEnds(resolve)
  })
}

/** Starts the programs one after the other, and says where to click. */
async function open(start) {
  progress({ zh: '正在启动……', en: 'Starting…' })
  const server = await start('server', 'packages/server/dist/main.js').ready
  await waitFor(new URL('/readyz', server.url))
  if (!server.sandbox) return sayWhere(server, null)
  const [sandbox] = await Promise.all([
    start('sandbox', 'packages/sandbox/dist/main.js').ready,
    start('mall', 'examples/mall/src/main.js').ready,
  ])
  sayWhere(server, sandbox)
}

function sayWhere({ url, ownerLink }, sandbox) {
  const lines = [
    ['多客服已就绪', 'Duokefu is ready'],
    ['客服工作台', `agents' desk:  ${url}`],
    sandbox && [
      '模拟微信（粉丝的手机，也可一键登录客服）',
      `simulated WeChat, fans' phones and one-click logins:  ${sandbox.url}`,
    ],
    ownerLink && [
      '管理员首次登录链接（只能用一次）',
      `the first owner's login, good for once:  ${ownerLink}`,
    ],
    ['按 Ctrl-C 停止', 'Ctrl-C stops everything'],
  ]
  console.log(
    `\n${lines
      .filter(Boolean)
      .map(([zh, en]) => `  ${zh} / ${en}`)
      .join('\n\n')}\n`,
  )
}
