import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Mall {
  /** The developer URL. */
  readonly url: string
  stop(): Promise<void>
}

/** The example mall, a process of its own as a merchant's is, on a free port. */
export async function startMall(demoFile: string): Promise<Mall> {
  const program = fileURLToPath(new URL('../examples/mall/src/main.js', import.meta.url))
  const child = fork(program, {
    env: { ...process.env, MALL_PORT: '0', DUOKEFU_DEMO_FILE: demoFile },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const [word] = await Promise.race([
    once(child, 'message'),
    gone.then(() => Promise.reject(new Error('the mall ended'))),
  ])
  if (word.type !== 'ready') throw new Error(`the mall did not start: ${word.sentence.en}`)
  return {
    url: word.url,
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
