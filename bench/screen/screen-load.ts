import { startChild } from '../load/child.ts'
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
  const child = startChild(new URL('./load-process.ts', import.meta.url))
  const ask = (word: Word) => child.ask(word) as Promise<{ said: ScreenResult | null }>
  return {
    async open(url, team) {
      await ask({ type: 'open', url, team })
    },
    async close() {
      await ask({ type: 'close' })
    },
    async run(load) {
      const { said } = await ask({ type: 'load', ...load })
      if (said === null) throw new Error('a load without a result')
      if (said.problems.length > 0)
        throw new Error(`not every message came to its screen once: ${said.problems.join('; ')}`)
      return said
    },
    stop: child.stop,
  }
}
