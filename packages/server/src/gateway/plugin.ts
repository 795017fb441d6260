import type { ServerResponse } from 'node:http'
import { type CallbackQuery, verifySignature } from '@duokefu/wechat'
import type { FastifyInstance } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { openDoor } from './door.ts'
import type { Gateway } from './gateway.ts'
import type { CallbackAnswer } from './response.ts'

interface CallbackRoute {
  Params: { appid: string }
  Querystring: CallbackQuery
}

/** WeChat's own door: `GET` verifies, `POST` brings messages. A context of its own, without the hooks of the rest. */
export async function gatewayPlugin(
  app: FastifyInstance,
  options: { gateway: Gateway; registry: Registry },
): Promise<void> {
  const { gateway, registry } = options
  const callbacks = new Counter({
    name: 'duokefu_callbacks_total',
    help: 'Callbacks of WeChat by what became of them',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  const answered = callbacks.labels('answered')
  const hungUp = callbacks.labels('hung_up')
  const failed = callbacks.labels('failed')

  app.get<CallbackRoute>('/wechat/:appid', async (request, reply) => {
    const { signature = '', timestamp = '', nonce = '' } = request.query
    const echo = await gateway.verify(request.params.appid, request.query, (token) =>
      verifySignature({ token, timestamp, nonce, signature }),
    )
    if (echo === null) return reply.code(403).type('text/plain').send('forbidden')
    return reply.type('text/plain').send(echo)
  })

  // What is no appid at all the door leaves alone.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.post<CallbackRoute>('/wechat/:appid', async (_request, reply) => {
    callbacks.labels('unknown_appid').inc()
    return reply.code(404).type('text/plain').send('forbidden')
  })

  openDoor(app.server, async (request, response) => {
    try {
      write(response, await gateway.receive(request))
    } catch (error) {
      failed.inc()
      app.log.error({ err: error }, 'a callback failed')
      hangUp(response)
    }
  })

  function write(response: ServerResponse, answer: CallbackAnswer): void {
    switch (answer.kind) {
      case 'answer':
        answered.inc()
        send(response, answer)
        return
      case 'refuse':
        callbacks.labels(answer.problem).inc()
        response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8' }).end('forbidden')
        return
      case 'hang_up':
        hungUp.inc()
        hangUp(response)
    }
  }
}

/** No status at all: a 4xx or 5xx could burn WeChat's repeats at once (L7). */
function hangUp(response: ServerResponse): void {
  response.socket?.destroy()
}

function send(response: ServerResponse, answer: Extract<CallbackAnswer, { kind: 'answer' }>): void {
  const { passive } = answer
  if (passive !== null) response.once('close', () => passive.settle(response.writableFinished))
  response.setHeader('content-type', answer.contentType)
  response.end(answer.body)
}
