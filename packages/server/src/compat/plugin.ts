import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { refuseStrangersOfDemo } from '../http/guards.ts'
import { type Answer, type Call, type Caller, error, isStorable, parseObject, type Route } from './call.ts'
import { addressOfCaller } from './caller-address.ts'
import type { Door } from './door.ts'
import { errorBody } from './errors.ts'
import type { Pass } from './pass.ts'
import type { TokenEndpoints } from './token-endpoints.ts'

export interface CompatParts {
  readonly door: Door
  readonly tokens: TokenEndpoints
  /** What we answer ourselves; everything else is passed on, or refused. */
  readonly routes: readonly Route[]
  readonly pass: Pass
  readonly registry: Registry
}

/** A video of 10 MB, and its form around it. */
const bodyLimit = 12 * 1024 * 1024
/** What comes before anybody knows from whom. */
const secretBodyLimit = 16 * 1024
const jsonType = 'application/json; charset=utf-8'

/**
 * The WeChat-compatible API, at the paths of api.weixin.qq.com: always HTTP 200, errors as JSON, bodies with any content
 * type or none. A context of its own, without the cookies and checks of the desk; nothing of a request is logged.
 */
export async function compatApi(app: FastifyInstance, ctx: Context, parts: CompatParts): Promise<void> {
  const routes = new Map(parts.routes.map((route) => [route.path, route]))
  const calls = new Counter({
    name: 'duokefu_api_calls_total',
    help: 'Calls of the WeChat-compatible API by what became of them',
    labelNames: ['outcome'] as const,
    registers: [parts.registry],
  })

  app.setChildLoggerFactory((logger) => logger)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', refuseStrangersOfDemo(ctx))

  const addressOf = addressOfCaller(ctx.config)
  const callers = new WeakMap<FastifyRequest, Caller>()

  function tell(reply: FastifyReply, answered: Answer): FastifyReply {
    calls.labels(answered.kind === 'error' ? String(answered.errcode) : 'ok').inc()
    return send(reply, answered)
  }

  /** Before the body is read: megabytes are taken from nobody who has no token. */
  async function enter(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const token = splitUrl(request.url).query.get('access_token') ?? ''
    const entered = token === '' ? error(41001) : await parts.door.byToken(token, addressOf(request))
    if ('kind' in entered) return tell(reply, entered)
    callers.set(request, entered)
    return undefined
  }

  async function answer(request: FastifyRequest): Promise<Answer> {
    const { path, query } = splitUrl(request.url)
    const caller = callers.get(request)
    if (caller === undefined) return error(41001)
    query.delete('access_token')
    const method = request.method === 'POST' ? 'POST' : 'GET'
    const contentType = request.headers['content-type'] ?? null
    const call = {
      ...caller,
      method,
      path,
      query,
      contentType,
      body: bodyOf(request),
    } satisfies Partial<Call>
    const route = routes.get(path)
    if (route === undefined) return parts.pass({ ...call, json: null })
    if (route.method === 'POST' && method !== 'POST') return error(43002)
    const json = parseObject(call.body)
    return isStorable([json, [...query.values()]]) ? route.handle({ ...call, json }) : error(47001)
  }

  async function giveToken(request: FastifyRequest): Promise<Answer> {
    const { path, query } = splitUrl(request.url)
    const asked = { query, json: parseObject(bodyOf(request)), address: addressOf(request) }
    if (path === '/cgi-bin/token') return parts.tokens.token(asked)
    return request.method === 'POST' ? parts.tokens.stableToken(asked) : error(43002)
  }

  for (const url of ['/cgi-bin/token', '/cgi-bin/stable_token']) {
    app.route({
      method: ['GET', 'POST'],
      url,
      exposeHeadRoute: false,
      bodyLimit: secretBodyLimit,
      handler: async (request, reply) => tell(reply, await giveToken(request)),
    })
  }
  for (const url of ['/cgi-bin/*', '/customservice/*']) {
    app.route({
      method: ['GET', 'POST'],
      url,
      exposeHeadRoute: false,
      onRequest: enter,
      handler: async (request, reply) => tell(reply, await answer(request)),
    })
  }

  app.setErrorHandler((problem: FastifyError, _request, reply) => {
    const isTheirs = problem.statusCode !== undefined && problem.statusCode < 500
    const errcode = !isTheirs ? -1 : problem.statusCode === 413 ? 45001 : 47001
    calls.labels(String(errcode)).inc()
    if (!isTheirs) ctx.log.error({ err: problem }, 'a call of the API failed')
    return reply
      .code(200)
      .type(jsonType)
      .send(JSON.stringify(errorBody(errcode)))
  })
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.kind === 'stream') {
    if (answer.disposition !== null) reply.header('content-disposition', answer.disposition)
    // A browser must not make a page of what a fan sent.
    return reply
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type(answer.contentType)
      .send(answer.body)
  }
  const body = answer.kind === 'error' ? errorBody(answer.errcode, answer.detail) : answer.body
  return reply.code(200).type(jsonType).send(JSON.stringify(body))
}

function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = url.indexOf('?')
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) }
}
