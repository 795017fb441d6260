import { Agent, request } from 'node:http'

/** Somebody's logged-in browser: one connection, one request at a time. */
export interface Asker {
  /** GET of a path below the account; throws unless it is answered 200. */
  ask(path: string): Promise<Answered>
  close(): void
}

export interface Answered {
  /** From the request to the last byte of the answer. */
  readonly ms: number
  readonly body: Record<string, unknown>
}

export function openAsker(url: string, accountId: string, cookie: string): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    ask(path) {
      return new Promise((resolve, reject) => {
        const began = performance.now()
        const asked = request(
          `${url}/api/accounts/${accountId}${path}`,
          { agent, headers: { cookie } },
          (answer) => {
            const chunks: Buffer[] = []
            answer.on('data', (chunk: Buffer) => chunks.push(chunk))
            answer.on('error', reject)
            answer.on('end', () => {
              const ms = performance.now() - began
              const text = Buffer.concat(chunks).toString()
              if (answer.statusCode === 200) resolve({ ms, body: JSON.parse(text) })
              else reject(new Error(`GET ${path}: ${answer.statusCode} ${text.slice(0, 300)}`))
            })
          },
        )
        asked.on('error', reject)
        asked.end()
      })
    },
    close: () => agent.destroy(),
  }
}
