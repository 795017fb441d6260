import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import { isLoopback } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from './errors.ts'
import { hostName } from './guards.ts'
import type { Scope } from './scope.ts'

/** The figures of this process, for `/metrics`. One per server, since tests run several in one process. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** How long the API's requests took, by route: never by path, which holds openids. */
export function measureRequests(scope: Scope, registry: Registry): void {
  const seconds = new Histogram({
    name: 'duokefu_api_request_seconds',
    help: 'Time to answer a request of the desk or the API',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 5],
    registers: [registry],
  })
  scope.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'desk'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}

/** `/healthz`: the process answers. `/readyz`: its database does too. `/metrics`: this machine alone may read them. */
export function operatorRoutes(scope: Scope, ctx: Context, registry: Registry): void {
  const answer = { schema: { hide: true, response: { 200: z.object({ status: z.string() }) } } }
  scope.get('/healthz', answer, () => ({ status: 'ok' }))
  scope.get('/readyz', answer, async () => {
    const { rows } = await ctx.pool.query('select 1 from schema_migration as done limit 1')
    if (rows.length === 0) throw new AppError('unavailable')
    return { status: 'ok' }
  })
  scope.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isFromThisMachine(request)) throw new AppError('not_found')
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

function isFromThisMachine(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? ''
  const mapped = address.replace(/^::ffff:/, '')
  const { host = '', forwarded, 'x-forwarded-for': passedOn } = request.headers
  // A proxy that says nothing comes from this machine too, and brings the name that was asked for.
  const isPassedOn = forwarded !== undefined || passedOn !== undefined || !isLoopback(hostName(host))
  return isLoopback(isIPv4(mapped) ? mapped : address) && !isPassedOn
}
