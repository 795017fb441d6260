import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Shop } from './callback.ts'
import { newLogin } from './new-login.ts'
import type { Product } from './product.ts'

/** An agent's open desk: a login, and a WebSocket that is read as a browser reads it. */
export interface Desk {
  /** 接入, above the agent's maximum if need be. */
  accept(openid: string): Promise<void>
  /** Frames that came so far. */
  frames(): number
  close(): void
}

interface Session {
  readonly accounts: readonly { readonly id: string }[]
}

/** A desk that is silent for a minute is cut. */
const pingEveryMs = 15_000

/** Makes an agent, logs them in by a one-time link and opens their desk. */
export async function openDesk(product: Product, shop: Shop): Promise<Desk> {
  const url = product.url()
  const cookie = await newLogin(product, { url, shop, name: '小林' })
  const session = (await (await fetch(`${url}/api/session`, { headers: { cookie } })).json()) as Session
  const accountId = session.accounts[0]?.id

  let frames = 0
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime?account=${accountId}`, {
    headers: { cookie, origin: url },
  })
  socket.on('message', () => {
    frames += 1
  })
  await once(socket, 'message')
  const pinging = setInterval(() => socket.send(JSON.stringify({ type: 'ping', n: 1 })), pingEveryMs)
  socket.on('close', () => clearInterval(pinging))

  return {
    async accept(openid) {
      const answer = await fetch(`${url}/api/accounts/${accountId}/conversations/${openid}/commands`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), type: 'accept', aboveMaximum: true }),
      })
      if (!answer.ok) throw new Error(`接入 ${openid}: ${answer.status} ${await answer.text()}`)
    },
    frames: () => frames,
    close: () => socket.close(),
  }
}
