import { existsSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { pino } from 'pino'
import { createSetupLink } from './accounts/setup.ts'
import { readConfig } from './config.ts'
import { seedDemo } from './demo.ts'
import { serializers } from './loggable.ts'
import { type Server, startServer } from './server.ts'
import { StartError } from './start-error.ts'

// A collection of the whole heap takes both cores of a small machine for a tenth of a second, and by V8's own measure one is
// due every three seconds of a busy shop. The heap may grow to four times what lives in it, as far as its limit allows.
setFlagsFromString('--heap-growing-percent=300')

/** What `npm start` hears over its channel; without one the words go to the terminal. */
type Word =
  | {
      readonly type: 'ready'
      readonly url: string
      readonly ownerLink: string | null
      readonly sandbox: boolean
    }
  | { readonly type: 'notice'; readonly line: string }
  | { readonly type: 'failed'; readonly sentence: { readonly zh: string; readonly en: string } }

/** Bytes of log lines that wait for a full disk; the ones after them are lost. */
const heldLog = 4 * 1024 * 1024
const terminal = pino.destination({ dest: 1, sync: false, maxLength: heldLog })
// A fault of the log that nobody hears would end the process.
terminal.on('error', () => undefined)
const log = pino({ level: process.env.LOG_LEVEL ?? 'info', serializers }, terminal)

function say(word: Word): void {
  if (process.send !== undefined) {
    process.send(word)
    return
  }
  if (word.type === 'failed') console.error(`${word.sentence.zh}\n${word.sentence.en}`)
  else if (word.type === 'notice') console.log(word.line)
  else console.log(`多客服已就绪 / Duokefu is ready: ${word.url}`)
}

/** Beside the bundle in an installation, or the desk's own build folder. */
function findDesk(): string | null {
  const folder = path.resolve(import.meta.dirname, '../../desk/dist')
  return existsSync(path.join(folder, 'index.html')) ? folder : null
}

/** Makes the demo shop where there is a simulated WeChat; the owner's one-time link at the first start, else null. */
async function ownerLink({ ctx, url }: Server): Promise<string | null> {
  const { sandbox } = ctx.config
  if (sandbox === null || sandbox.demoFile === null) return null
  const token = await seedDemo(ctx, {
    file: sandbox.demoFile,
    apiBase: sandbox.url,
    developerUrl: sandbox.mallUrl,
  })
  // Behind the #, so that the token stays out of logs.
  return token === null ? null : `${url}/login/link#${token}`
}

/** Nobody can log in to an installation without an account: whoever sits at the terminal gets the one-time link. */
async function offerSetUp({ ctx }: Server): Promise<void> {
  if (ctx.config.sandbox !== null) return
  const token = await createSetupLink(ctx)
  if (token === null) return
  const link = `${ctx.publicUrl()}/setup#${token}`
  say({
    type: 'notice',
    line: `还没有公众号。打开这个链接接入第一个（24 小时内有效，只能用一次）：${link}\nNo account yet. Open this link to connect the first one (good once, for 24 hours): ${link}`,
  })
}

function stopWithProcess(server: Server): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    server.stop().then(
      () => process.exit(),
      (error: unknown) => {
        log.error({ err: error }, 'the stop did not go well')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // The channel of `npm start` closed: it asks for a stop, or was killed.
  process.on('disconnect', stop)
}

try {
  const config = readConfig(process.env)
  const server = await startServer({
    config,
    log,
    deskDir: findDesk(),
    tell: (line) => say({ type: 'notice', line }),
  })
  stopWithProcess(server)
  await offerSetUp(server)
  say({
    type: 'ready',
    url: server.url,
    ownerLink: await ownerLink(server),
    sandbox: config.sandbox !== null,
  })
} catch (error) {
  const known = error instanceof StartError
  if (!known) log.fatal({ err: error }, 'the server could not start')
  say({
    type: 'failed',
    sentence: known
      ? error.sentence
      : {
          zh: `启动失败：${error instanceof Error ? error.message : '未知错误'}。`,
          en: `The start failed: ${error instanceof Error ? error.message : 'unknown error'}.`,
        },
  })
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
