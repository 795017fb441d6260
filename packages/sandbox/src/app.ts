import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { wechatApi } from './api/plugin.ts'
import { controlApi } from './control.ts'
import { refusalOf } from './guard.ts'
import { authorizeRoute } from './in-app/authorize.ts'
import { browseRoute } from './in-app/browse.ts'
import type { Pusher } from './push/pusher.ts'
import type { World } from './world/world.ts'

const PAGE_POLICY =
  "default-src 'self'; img-src * data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:; frame-src http: https:; frame-ancestors 'self'"

/** The HTTP side of the world: WeChat's API, the files it hands out, the control API, and the phone page. */
export async function buildApp(world: World, pusher: Pusher, webDir: string): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 25 * 1024 * 1024 })
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request)
    if (refusal !== null) return reply.code(403).send({ error: refusal })
    return undefined
  })

  app.get<{ Params: { id: string } }>('/pic/:id', async (request, reply) => {
    const file = world.media.file(request.params.id)
    if (file === null) return reply.code(404).send()
    return reply
      .header('content-type', file.contentType)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=86400')
      .send(file.bytes)
  })
  browseRoute(app, world)
  authorizeRoute(app, world)
  await app.register(async (scope) => wechatApi(scope, world, pusher))
  await app.register(async (scope) => controlApi({ app: scope, world, pusher }))
  if (existsSync(webDir)) await app.register(async (scope) => phonePage(scope, webDir, world))
  return app
}

/**
 * The phone page, under one name only: the server's cookies in its in-app browser need the same host, and `localhost`
 * is another one than 127.0.0.1.
 */
async function phonePage(app: FastifyInstance, webDir: string, world: World): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const { host } = new URL(world.origin)
    return request.headers.host === host ? undefined : reply.redirect(world.origin + request.url, 302)
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', PAGE_POLICY)
  })
  await app.register(fastifyStatic, { root: webDir })
  app.get('/phone/:person', async (_request, reply) => reply.sendFile('index.html'))
}
