import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorAnswer, STATUS_OF } from './errors.ts'
import type { Scope } from './scope.ts'

/**
 * Serves the built desk: files with a hash in their name for ever, the page itself never from a cache, and the page
 * for every address of the app. Without a built desk (tests) only the JSON 404 stays.
 */
export async function deskFiles(
  scope: Scope,
  deskDir: string | null,
  sandboxUrl: string | null,
): Promise<void> {
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
  scope.setNotFoundHandler((request, reply) => {
    if (sandboxUrl !== null && request.url.startsWith('/m/')) allowFraming(reply, sandboxUrl)
    return answerUnknown(request, reply, deskDir !== null)
  })
}

/** The simulated phone's browser is a frame: what it opens may stand in a page of the sandbox, and nowhere else. */
function allowFraming(reply: FastifyReply, sandboxUrl: string): void {
  const { port } = new URL(sandboxUrl)
  const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}`).join(' ')
  const policy = String(reply.getHeader('content-security-policy') ?? '')
  reply.header(
    'content-security-policy',
    policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins}`),
  )
  reply.removeHeader('x-frame-options')
}

/** Pages that are opened in WeChat's browser are a small app of their own. */
function pageAt(path: string): string {
  return path.startsWith('/m/') ? 'phone.html' : 'index.html'
}

function cacheFor(path: string): string {
  if (path.includes('/assets/')) return 'public, max-age=31536000, immutable'
  return /\.html(\.br|\.gz)?$/.test(path) ? 'no-cache' : 'public, max-age=3600'
}

function answerUnknown(request: FastifyRequest, reply: FastifyReply, hasDesk: boolean): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? ''
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isApp = isRead && !/^\/(api|assets|wechat|cgi-bin|customservice)(\/|$)/.test(path)
  if (isApp && hasDesk && !/\.\w+$/.test(path)) return reply.sendFile(pageAt(path))
  return reply.code(STATUS_OF.not_found).send(errorAnswer('not_found'))
}
