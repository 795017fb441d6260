import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodePush, encodeReply, type PassiveReply, type Push } from '@duokefu/wechat'

/** What a merchant's server makes of a callback: a passive reply, nothing, or something that is no answer. */
export type MallAnswer = PassiveReply | null | { status: number } | 'hang_up' | 'silence' | { raw: string }

export interface Mall {
  readonly url: string
  /** Everything that it was sent, as it came. */
  readonly heard: readonly Push[]
  stop(): Promise<void>
}

/** A merchant's server in plain mode that does what a test says. */
export async function startMall(answer: (push: Push) => MallAnswer | Promise<MallAnswer>): Promise<Mall> {
  const heard: Push[] = []
  const server = createServer(async (request, response) => {
    const decoded = decodePush(await bodyOf(request))
    if (!decoded.ok) return void response.writeHead(403).end()
    const { push } = decoded
    heard.push(push)
    const made = await answer(push)
    if (made === null) return void response.end('success')
    if (made === 'silence') return
    if (made === 'hang_up') return void request.socket.destroy()
    if ('status' in made) return void response.writeHead(made.status).end('<h1>no</h1>')
    if ('raw' in made) return void response.end(made.raw)
    const { fromUserName: toUser, toUserName: fromUser, createTime } = push
    response.end(encodeReply(made, { toUser, fromUser, createTime }, decoded.format))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/wechat`,
    heard,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
