import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Team } from '../product/agents.ts'
import type { ScreenLoad, ScreenResult, Word } from './words.ts'

/** Agents at their desks and fans who write, in a process of its own. */
export interface ScreenLoader {
  /** Opens a desk for each agent; resolves when all are greeted. */
  open(url: string, team: Team): Promise<void>
  close(): Promise<void>
  /** Throws unless every callback was answered and every frame came to its screen, once. */
  run(load: ScreenLoad): Promise<ScreenResult>
  stop(): void
}

export function startScreenLoader(): ScreenLoader {
  const child = fork(new URL('./load-process.ts', import.meta.url))
  const died = once(child, 'exit').then(() => {
    throw new Error('the load process ended')
  })
  died.catch(() => undefined) // whoever asks hears it
  async function ask(word: Word): Promise<ScreenResult | null> {
    child.send(word)
    const [{ said }] = (await Promise.race([once(child, 'message'), died])) as [{ said: ScreenResult | null }]
    return said
  }
  return {
    async open(url, team) {
      await ask({ type: 'open', url, team })
    },
    async close() {
      await ask({ type: 'close' })
    },
    async run(load) {
      const result = await ask({ type: 'load', ...load })
      if (result === null) throw new Error('a load without a result')
      if (result.problems.length > 0)
        throw new Error(`not every message came to its screen once: ${result.problems.join('; ')}`)
      return result
    },
    stop: () => child.disconnect(),
  }
}
