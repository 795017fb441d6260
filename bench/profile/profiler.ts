import { once } from 'node:events'
import { createServer } from 'node:net'
import type { CpuProfile } from './cpu-profile.ts'
import { openInspector } from './inspector.ts'

/** Watches a Node process that was started with `--inspect`. */
export interface Profiler {
  start(): Promise<void>
  stop(): Promise<CpuProfile>
}

/** Connects to the inspector on this port of this machine. */
export async function openProfiler(port: number): Promise<Profiler> {
  const inspector = await openInspector(port)
  await inspector.ask('Profiler.enable')
  await inspector.ask('Profiler.setSamplingInterval', { interval: 500 })
  return {
    async start() {
      await inspector.ask('Profiler.start')
    },
    async stop() {
      const { profile } = (await inspector.ask('Profiler.stop')) as { profile: CpuProfile }
      inspector.close()
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
