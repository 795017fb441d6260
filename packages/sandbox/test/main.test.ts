import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ACCOUNT } from './account.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-main-'))
  writeFileSync(join(folder, 'demo.json'), JSON.stringify({ ...ACCOUNT, mode: 'plain' }), { mode: 0o600 })
})
afterAll(() => rmSync(folder, { recursive: true }))

async function start(port: number): Promise<{ child: ChildProcess; message: Record<string, unknown> }> {
  const env = {
    ...process.env,
    SANDBOX_PORT: String(port),
    PORT: '18099',
    DATA_DIR: folder,
    DUOKEFU_DEMO_FILE: join(folder, 'demo.json'),
  }
  const child = fork(MAIN, { env, execArgv: ['--import', 'tsx'] })
  const [message] = (await once(child, 'message')) as [Record<string, unknown>]
  return { child, message }
}

/** A port that is taken until `free`. */
async function takePort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, free: () => new Promise((resolve) => server.close(() => resolve())) }
}

it.each<[string, (child: ChildProcess) => void]>([
  ['its parent has gone', (child) => child.disconnect()],
  ['it is asked to', (child) => void child.kill('SIGTERM')],
])(
  '[B sandbox] the process says where it is, serves the demo account, and ends when %s',
  async (_name, end) => {
    const { port, free } = await takePort()
    await free()
    const { child, message } = await start(port)
    const gone = once(child, 'exit')
    expect(message).toEqual({ type: 'ready', url: `http://127.0.0.1:${port}` })
    const response = await fetch(`${String(message.url)}/sandbox/account`)
    expect(await response.json()).toMatchObject({
      account: { mode: 'plain', serverUrl: `http://127.0.0.1:18099/wechat/${ACCOUNT.appid}` },
    })
    end(child)
    expect(await gone).toEqual([0, null])
  },
)

it('[B sandbox] a taken port gives one sentence in both languages and ends the process', async () => {
  const { port, free } = await takePort()
  const { child, message } = await start(port)
  const gone = once(child, 'exit')
  expect(message).toMatchObject({
    type: 'failed',
    sentence: { zh: expect.stringContaining(`端口 ${port}`), en: expect.stringContaining('SANDBOX_PORT') },
  })
  expect(await gone).toEqual([1, null])
  await free()
})
