import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorAnswer, STATUS_OF } from './errors.ts'
import type { Scope } from './scope.ts'

/**
 * Serves the built desk: files with a hash in their name for ever, the page itself never from a cache, and the page
 * for every address of the app. Without a built desk (tests) only the JSON 404 stays.
 */
export async function deskFiles(scope: Scope, deskDir: string | null): Promise<void> {
  if (deskDir !== null) {
    await scope.register(fastifyStatic, {
      root: deskDir,
      preCompressed: true,
      index: 'index.html',
      cacheControl: false,
      setHeaders(response, path) {
        response.header('cache-control', cacheFor(path))
      },
    })
  }
  scope.setNotFoundHandler((request, reply) => answerUnknown(request, reply, deskDir !== null))
}

function cacheFor(path: string): string {
  if (path.includes('/assets/')) return 'public, max-age=31536000, immutable'
  return /\.html(\.br|\.gz)?$/.test(path) ? 'no-cache' : 'public, max-age=3600'
}

function answerUnknown(request: FastifyRequest, reply: FastifyReply, hasDesk: boolean): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? ''
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isApp = isRead && !/^\/(api|assets|wechat|cgi-bin|customservice)(\/|$)/.test(path)
  if (isApp && hasDesk && !/\.\w+$/.test(path)) return reply.sendFile('index.html')
  return reply.code(STATUS_OF.not_found).send(errorAnswer('not_found'))
}
