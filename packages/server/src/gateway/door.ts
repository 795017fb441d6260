import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { MAX_BODY_BYTES } from '@duokefu/wechat'
import type { CallbackRequest } from './gateway.ts'

/** `/wechat/<appid>?<query>`. */
const address = /^\/wechat\/([\w-]+)(?:\?(.*))?$/

type Take = (request: CallbackRequest, response: ServerResponse) => void

/**
 * Takes `POST /wechat/<appid>` before Fastify: its request, reply and body parser cost as much CPU as deciding the message.
 * All other requests go on to the listeners that are there already.
 */
export function openDoor(server: Server, take: Take): void {
  const others = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const found = request.method === 'POST' ? address.exec(request.url ?? '') : null
    if (found === null) {
      for (const listener of others) listener.call(server, request, response)
      return
    }
    const [, appid = '', query = ''] = found
    readBody(request, (body) => {
      if (body === null) refuseTooLong(response)
      else take({ appid, query: parse(query), body }, response)
    })
  })
}

/** Calls back once: with the whole body, or with null as soon as it is too long. Never for one that breaks off. */
function readBody(request: IncomingMessage, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = []
  let length = Number(request.headers['content-length'] ?? 0)
  if (length > MAX_BODY_BYTES) {
    done(null)
    return
  }
  length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= MAX_BODY_BYTES) chunks.push(chunk)
    else {
      request.removeAllListeners('data').removeAllListeners('end')
      done(null)
    }
  })
  request.on('end', () => done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
  request.on('error', () => undefined)
}

/** The rest of it is not read. */
function refuseTooLong(response: ServerResponse): void {
  response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('refused')
}
