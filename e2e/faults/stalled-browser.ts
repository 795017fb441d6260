import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

const pingEveryMs = 10_000
/** How long a desk may be read by nobody, with all buffers of the system full. */
const cutWithinMs = 180_000
/** Nobody else may have to wait so long for a frame while fans write. */
const silenceMs = 3_000
/** What the process may grow by, for all of them. */
const growthMb = 200

/** Desks that ask for signs of life and never read; another one reads, and must notice nothing. */
export const stalledBrowser: Fault = {
  long: { times: 20 },
  short: { times: 5 },
  perSecond: 200,
  prepare: async ({ times }) => ({
    options: { textLength: 6_000 },
    async happens(stage) {
      const reading = await openDesk(stage)
      const before = memoryOf(stage)
      const stalled = []
      for (let desk = 0; desk < times; desk += 1) stalled.push(await openDesk(stage))
      for (const { socket } of stalled) socket.pause()
      let memory = before
      const startedAt = performance.now()
      // Ours and the reading one are left.
      while ((await desksOpen(stage)) > 1 && performance.now() - startedAt < cutWithinMs) {
        memory = Math.max(memory, memoryOf(stage))
        await wait(200)
      }
      const cutMs = Math.round(performance.now() - startedAt)
      const left = (await desksOpen(stage)) - 1
      if (left > 0) stage.wrong(`${left} desks that read nothing were not cut`)
      const grown = Math.round(memory - before)
      if (grown > growthMb) stage.wrong(`the process grew by ${grown} MB`)
      const silent = reading.longestSilence()
      if (silent > silenceMs) stage.wrong(`a desk that reads heard nothing for ${silent} ms`)
      for (const { socket } of stalled) socket.terminate()
      const ms = await stage.recovered()
      reading.socket.close()
      stage.count('MB grown', grown)
      stage.tell(
        `${times} desks read nothing: cut after ${cutMs} ms, ${grown} MB more, longest silence of another desk ${silent} ms; all was well after ${ms} ms`,
      )
    },
  }),
}

async function openDesk({ agent, product }: Stage) {
  const url = product.url()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime?account=${agent.accountId}`, {
    headers: { cookie: agent.cookie, origin: url },
  })
  socket.on('error', () => undefined)
  await once(socket, 'message')
  let heardAt = performance.now()
  let longest = 0
  socket.on('message', () => {
    const now = performance.now()
    longest = Math.max(longest, now - heardAt)
    heardAt = now
  })
  const pinging = setInterval(() => socket.send(JSON.stringify({ type: 'ping', n: 1 })), pingEveryMs)
  socket.on('close', () => clearInterval(pinging))
  return { socket, longestSilence: () => Math.round(longest) }
}

/** As the server itself counts them. */
async function desksOpen({ product }: Stage): Promise<number> {
  const metrics = await (await fetch(`${product.url()}/metrics`)).text()
  return Number(/^duokefu_desks_open (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN)
}

/** Of the server's process, in MB. */
function memoryOf({ product }: Stage): number {
  const status = readFileSync(`/proc/${product.pid()}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024
}
