import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { recogniseEverybody } from '../login/access.ts'
import { largestUploadBytes } from '../media/upload.ts'
import { deskFiles } from './desk-files.ts'
import { answerError } from './error-handler.ts'
import { keepNoAnswer, noteUnknownProxies, refuseForeignOrigin, refuseStrangersOfDemo } from './guards.ts'
import { describeApi } from './openapi.ts'
import { measureRequests, operatorRoutes } from './operator-routes.ts'
import { type Patience, patience, timeoutsOf } from './patience.ts'
import { trustsProxy } from './proxies.ts'
import type { Routes, Scope } from './scope.ts'
import { keepUpgradesTo } from './upgrades.ts'

export interface HttpParts {
  /** Routes of the desk and the API. */
  readonly api: readonly Routes[]
  /** Routes outside of it, without its cookie, headers and checks: WeChat's callback. */
  readonly outside: readonly Routes[]
  /** The built desk; null = none. */
  readonly deskDir: string | null
  readonly metrics: Registry
  /** Shorter in tests. */
  readonly patience?: Patience
}

const bodyLimit = 256 * 1024
const socketMessageLimit = 64 * 1024

/** The HTTP side of a server, not listening yet. Everything an agent's browser asks is under one context, WeChat under another. */
export async function createHttp(ctx: Context, parts: HttpParts): Promise<Scope> {
  const log: FastifyBaseLogger = ctx.log
  const app: Scope = Fastify({
    loggerInstance: log,
    // Request lines would hold openids and query strings; figures by route are in /metrics.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => crypto.randomUUID(),
    bodyLimit,
    forceCloseConnections: true,
    trustProxy: trustsProxy(ctx.config.trustedProxies),
    ...timeoutsOf(parts.patience ?? patience),
  }).withTypeProvider<ZodTypeProvider>()

  for (const routes of parts.outside) await app.register(async (scope: Scope) => routes(scope))
  await app.register(async (scope: Scope) => registerApi(scope, ctx, parts))
  keepUpgradesTo('/api/realtime', app.server)
  app.server.maxConnections = (parts.patience ?? patience).connections
  return app
}

async function registerApi(scope: Scope, ctx: Context, parts: HttpParts): Promise<void> {
  scope.setValidatorCompiler(validatorCompiler)
  // Answers are built by typed presenters; checking them again would cost more than making them.
  scope.setSerializerCompiler(() => JSON.stringify)
  scope.setErrorHandler(answerError)
  // First, so that it closes the connections of those whom the checks after it refuse.
  await scope.register(websocket, {
    options: { maxPayload: socketMessageLimit },
    // Mostly a frame that is too long or none at all: that desk is cut, and nobody has to act.
    errorHandler(error, socket, request) {
      request.log.warn({ err: error }, 'a desk was cut')
      socket.terminate()
    },
  })
  scope.addHook('onRequest', refuseStrangersOfDemo(ctx))
  scope.addHook('onRequest', async (request) => refuseForeignOrigin(request, ctx.config.publicUrl))
  scope.addHook('onRequest', noteUnknownProxies(ctx))
  scope.addHook('onRequest', async (request, reply) => keepNoAnswer(request, reply))
  // Who is answered before their body was read may go on sending it for ever, and no time limit holds any more.
  scope.addHook('onSend', async (request, reply) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
    if (!request.raw.complete && (length ?? encoding) !== undefined) reply.header('connection', 'close')
  })
  measureRequests(scope, parts.metrics)

  // Made once: Fastify's own plugin for it makes all the headers anew with each request.
  const secure = helmet(securityHeaders(ctx.config.publicUrl))
  scope.addHook('onRequest', (request, reply, done) => secure(request.raw, reply.raw, () => done()))
  await scope.register(cookie)
  recogniseEverybody(scope, ctx)
  // A connection that is gone has no address any more by which its tries could be counted.
  scope.addHook('onRequest', async (request, reply) =>
    request.raw.socket.remoteAddress === undefined ? reply.hijack() : undefined,
  )
  await scope.register(rateLimit, { global: false })
  await scope.register(multipart, { limits: { fileSize: largestUploadBytes, files: 1, fields: 4, parts: 5 } })
  await describeApi(scope)
  operatorRoutes(scope, ctx, parts.metrics)
  for (const routes of parts.api) await routes(scope)
  await deskFiles(scope, parts.deskDir, ctx.config.sandbox?.url ?? null)
}

function securityHeaders(publicUrl: string | null) {
  const isHttps = publicUrl?.startsWith('https:') === true
  return {
    contentSecurityPolicy: {
      useDefaults: true,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        // Sockets of this very host are 'self' too; older browsers want them named.
        connectSrc:
          publicUrl === null ? ["'self'"] : ["'self'", new URL(publicUrl).origin.replace(/^http/, 'ws')],
        fontSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        frameAncestors: ["'none'"],
        // Plain http is how a demo and a private network run.
        upgradeInsecureRequests: null,
      },
    },
    xFrameOptions: { action: 'deny' as const },
    strictTransportSecurity: isHttps ? { maxAge: 15_552_000 } : false,
    // A conversation's address holds an openid: no other site is told it.
    referrerPolicy: { policy: 'same-origin' as const },
  }
}
