import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A Node process that was started with `--inspect`, asked in the Chrome DevTools Protocol. */
export interface Inspector {
  ask(method: string, params?: Record<string, unknown>): Promise<unknown>
  close(): void
}

/** Connects to the inspector on this port of this machine. */
export async function openInspector(port: number): Promise<Inspector> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[]
  if (target === undefined) throw new Error('nothing to inspect')
  const socket = new WebSocket(target.webSocketDebuggerUrl, { maxPayload: 1024 ** 3 })
  await once(socket, 'open')
  let asked = 0
  return {
    ask(method, params = {}) {
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
    },
    close: () => socket.close(),
  }
}
