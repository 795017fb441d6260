import { readDemoAccount } from './demo-file.ts'
import { type Sandbox, startSandbox } from './index.ts'

/** One clear sentence for whoever started this, in both languages. */
type Sentence = { zh: string; en: string }

const env = process.env
const port = Number(env.SANDBOX_PORT || 8081)
const host = env.HOST || '127.0.0.1'

try {
  const sandbox = await start()
  tell({ type: 'ready', url: sandbox.url }, `sandbox: ${sandbox.url}`)
  stopWith(sandbox)
} catch (problem) {
  const sentence = sentenceOf(problem)
  tell({ type: 'failed', sentence }, `${sentence.zh}\n${sentence.en}`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}

async function start(): Promise<Sandbox> {
  const file = env.DUOKEFU_DEMO_FILE
  if (!file) throw new Error('DUOKEFU_DEMO_FILE is not set')
  return startSandbox({
    accounts: [readDemoAccount(file)],
    port,
    host,
    serverUrl: `http://127.0.0.1:${env.PORT || 8080}`,
    dataDir: env.DATA_DIR || './data',
  })
}

function stopWith(sandbox: Sandbox): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void sandbox.stop().then(() => {
      if (process.connected) process.disconnect()
    })
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, stop)
}

function tell(message: object, line: string): void {
  if (process.send) process.send(message)
  else console.log(line)
}

function sentenceOf(problem: unknown): Sentence {
  const code = problem instanceof Error && 'code' in problem ? problem.code : null
  if (code === 'EADDRINUSE') {
    return {
      zh: `端口 ${port} 已被占用，模拟微信无法启动。请用 SANDBOX_PORT 换一个端口。`,
      en: `Port ${port} is taken, so the simulated WeChat can't start. Choose another one with SANDBOX_PORT.`,
    }
  }
  const reason = problem instanceof Error ? problem.message : String(problem)
  return {
    zh: `模拟微信没有启动：${reason}`,
    en: `The simulated WeChat did not start: ${reason}`,
  }
}
