import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Shop } from '../product/callback.ts'
import type { Round, RoundResult, Setup } from './generator.ts'

/** The load generator, in a process of its own. */
export interface Load {
  run(round: Round): Promise<RoundResult>
  stop(): void
}

/** Starts it for these fans. The servers that it loads see the same requests. */
export async function startLoad(setup: Omit<Setup, 'type'>): Promise<Load> {
  const child = fork(new URL('./generator.ts', import.meta.url))
  const died = once(child, 'exit').then(() => {
    throw new Error('the load generator ended')
  })
  died.catch(() => undefined) // whoever asks hears it
  async function ask(word: Setup | Round): Promise<unknown> {
    child.send(word)
    const [answer] = await Promise.race([once(child, 'message'), died])
    return answer
  }
  await ask({ type: 'setup', ...setup })
  return {
    run: async (round) => (await ask(round)) as RoundResult,
    stop: () => child.disconnect(),
  }
}

/** A server that the product is measured against, in a process of its own. */
export interface OtherServer {
  readonly port: number
  readonly pid: number
  stop(): void
}

export function startBareServer(): Promise<OtherServer> {
  return startServer(new URL('./bare-server.ts', import.meta.url))
}

export function startCoWechatServer({ token }: Pick<Shop, 'token'>): Promise<OtherServer> {
  return startServer(new URL('./co-wechat-server.ts', import.meta.url), token)
}

/** Passes every other message on to the developer URL. */
export function startBareProxy(developerUrl: string): Promise<OtherServer> {
  return startServer(new URL('../forward/bare-proxy.ts', import.meta.url), developerUrl)
}

async function startServer(program: URL, ...args: readonly string[]): Promise<OtherServer> {
  const child = fork(program, args)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { port, pid: child.pid ?? 0, stop: () => child.disconnect() }
}
