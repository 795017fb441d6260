import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A program of the benchmark in a process of its own, that answers each word with one. It ends when it is let go. */
export interface Child {
  /** Its next word. Rejects when it ended instead. */
  hear(): Promise<unknown>
  ask(word: object): Promise<unknown>
  stop(): void
}

export function startChild(program: URL, args: readonly string[] = []): Child {
  const child = fork(program, args)
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${program.pathname} ended (${code})`)
  })
  died.catch(() => undefined) // whoever waits for a word hears it
  async function hear(): Promise<unknown> {
    const [word] = await Promise.race([once(child, 'message'), died])
    return word
  }
  return {
    hear,
    ask(word) {
      child.send(word)
      return hear()
    },
    stop: () => child.disconnect(),
  }
}
