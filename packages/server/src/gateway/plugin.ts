import { type CallbackQuery, MAX_BODY_BYTES, verifySignature } from '@duokefu/wechat'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import type { Gateway } from './gateway.ts'
import type { CallbackAnswer } from './response.ts'

interface CallbackRoute {
  Params: { appid: string }
  Querystring: CallbackQuery
  Body: Buffer
}

/**
 * WeChat's own door: `GET` verifies, `POST` brings messages. A context of its own, without the hooks of the rest
 * (a request log line costs as much as everything else here).
 */
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

  // A logger of each request's own costs more than deciding its message, and nothing is logged by it here.
  app.setChildLoggerFactory((logger) => logger)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  )

  app.get<CallbackRoute>('/wechat/:appid', async (request, reply) => {
    const { signature = '', timestamp = '', nonce = '' } = request.query
    const echo = await gateway.verify(request.params.appid, request.query, (token) =>
      verifySignature({ token, timestamp, nonce, signature }),
    )
    if (echo === null) return reply.code(403).type('text/plain').send('forbidden')
    return reply.type('text/plain').send(echo)
  })

  app.post<CallbackRoute>('/wechat/:appid', async (request, reply) => {
    const answer = await gateway.receive({
      appid: request.params.appid,
      query: request.query,
      body: request.body ?? Buffer.alloc(0),
    })
    switch (answer.kind) {
      case 'answer':
        answered.inc()
        return send(reply, answer)
      case 'refuse':
        callbacks.labels(answer.problem).inc()
        return reply.code(answer.status).type('text/plain').send('forbidden')
      case 'hang_up':
        hungUp.inc()
        return hangUp(request, reply)
    }
  })

  app.setErrorHandler((error: FastifyError, request, reply) => {
    // A request that is none: too long a body, a broken URL.
    if (error.statusCode !== undefined && error.statusCode < 500)
      return reply.code(error.statusCode).type('text/plain').send('refused')
    failed.inc()
    request.log.error({ err: error }, 'a callback failed')
    return hangUp(request, reply)
  })
}

/** No status at all: a 4xx or 5xx could burn WeChat's repeats at once (L7). */
function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

function send(reply: FastifyReply, answer: Extract<CallbackAnswer, { kind: 'answer' }>): FastifyReply {
  const { passive } = answer
  if (passive !== null) {
    const { raw } = reply
    raw.once('close', () => passive.settle(raw.writableFinished))
  }
  return reply.header('content-type', answer.contentType).send(answer.body)
}
