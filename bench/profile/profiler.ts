import { once } from 'node:events'
import { createServer } from 'node:net'
import { WebSocket } from 'ws'
import type { CpuProfile } from './cpu-profile.ts'

/** Watches a Node process that was started with `--inspect`. */
export interface Profiler {
  start(): Promise<void>
  stop(): Promise<CpuProfile>
}

/** Connects to the inspector on this port of this machine. */
export async function openProfiler(port: number): Promise<Profiler> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[]
  if (target === undefined) throw new Error('nothing to profile')
  const socket = new WebSocket(target.webSocketDebuggerUrl, { maxPayload: 1024 ** 3 })
  await once(socket, 'open')
  let asked = 0

  function ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    asked += 1
    const id = asked
    socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve) => {
      socket.on('message', function hear(data) {
        const answer = JSON.parse(String(data))
        if (answer.id !== id) return
        socket.off('message', hear)
        resolve(answer.result)
      })
    })
  }

  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: 500 })
  return {
    async start() {
      await ask('Profiler.start')
    },
    async stop() {
      const { profile } = (await ask('Profiler.stop')) as { profile: CpuProfile }
      socket.close()
      return profile
    },
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
