import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  aesKeyOf,
  decodeCallback,
  type EncryptionMode,
  encodeReply,
  encodeReplyEnvelope,
  type Push,
} from '@duokefu/wechat'
import { ACCOUNT } from './account.ts'

/** What to do with one callback: these bytes as the answer, another status, no answer at all, or a closed connection. */
export type Reaction =
  | { answer: string; status?: number; type?: string }
  | { silence: true }
  | { hangUp: true }

export type Received = { push: Push; query: Record<string, string>; raw: string; contentType: string }

/** A merchant's server: decodes every callback as our own does, and answers what the test says. */
export async function startReceiver(
  mode: EncryptionMode,
  react: (received: Received, nth: number) => Reaction,
) {
  const received: Received[] = []
  const problems: string[] = []
  const server = createServer((request, response) => void take(request, response))

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams)
    if (request.method === 'GET') return void response.end(query.echostr)
    const aesKeys = [aesKeyOf(ACCOUNT.encodingAesKey)]
    const decoded = decodeCallback({
      body,
      query,
      account: { appid: ACCOUNT.appid, token: ACCOUNT.token, aesKeys, mode },
    })
    if (!decoded.ok) {
      problems.push(decoded.problem)
      return void response.writeHead(403).end()
    }
    const one = {
      push: decoded.callback.push,
      query,
      raw: body.toString('utf8'),
      contentType: request.headers['content-type'] ?? '',
    }
    received.push(one)
    const reaction = react(one, received.length)
    if ('silence' in reaction) return
    if ('hangUp' in reaction) return void request.socket.destroy()
    response.writeHead(reaction.status ?? 200, { 'content-type': reaction.type ?? 'application/xml' })
    response.end(reaction.answer)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callback?way=test`,
    received,
    problems,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A text as passive reply to what was received; encrypted as in safe mode when asked. */
export function textReply({ push, query }: Received, content: string, encrypted: boolean): string {
  const createTime = push.createTime
  const clear = encodeReply(
    { type: 'text', content },
    { toUser: push.fromUserName, fromUser: push.toUserName, createTime },
    'xml',
  )
  if (!encrypted) return clear
  return encodeReplyEnvelope({
    clear,
    aesKey: aesKeyOf(ACCOUNT.encodingAesKey),
    appid: ACCOUNT.appid,
    token: ACCOUNT.token,
    timestamp: String(createTime),
    nonce: query.nonce ?? '',
    format: 'xml',
  })
}
