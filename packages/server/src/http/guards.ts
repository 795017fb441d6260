import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from './errors.ts'
import { trustsProxy } from './proxies.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Another site's page may not act with this browser's cookie. Browsers name the page's origin on every unsafe
 * request and on each WebSocket; a program that names none carries nobody's cookie by accident.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (safeMethods.has(request.method) && !isSocket(request)) return
  const { origin, host } = request.headers
  if (origin === undefined) {
    const from = request.headers['sec-fetch-site']
    if (from !== undefined && from !== 'same-origin' && from !== 'none') throw new AppError('not_allowed')
    return
  }
  if (!isSameOrigin(origin, host, publicUrl)) throw new AppError('not_allowed')
}

function isSocket(request: FastifyRequest): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

function isSameOrigin(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false // `null`, of a sandboxed frame
  const url = new URL(origin)
  const home = publicUrl === null ? null : new URL(publicUrl)
  // The public host over plain http is whoever sits between.
  return home?.host === url.host ? home.origin === url.origin : url.host === host
}

/** What a person is told stays out of every cache, unless the route knows better. */
export function keepNoAnswer(request: FastifyRequest, reply: FastifyReply): void {
  if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
}

const proxiesNoted = 20

/** Says once that a proxy is not believed: everybody behind it shares its rate limits, and no list of addresses lets them in. */
export function noteUnknownProxies({
  config,
  log,
}: Pick<Context, 'config' | 'log'>): (request: FastifyRequest) => Promise<void> {
  const trusts = trustsProxy(config.trustedProxies)
  const noted = new Set<string>()
  return async (request) => {
    if (request.headers['x-forwarded-for'] === undefined) return
    const proxy = request.socket.remoteAddress ?? ''
    if (trusts(proxy) || noted.has(proxy) || noted.size >= proxiesNoted) return
    noted.add(proxy)
    log.warn({ proxy }, 'X-Forwarded-For of this address is not believed; TRUSTED_PROXIES names proxies')
  }
}

const demoOnly =
  '演示模式只能在本机访问：不接受其他域名，也不接受经代理转发的请求。\n' +
  'The demo answers on this machine alone: no other host name, and nothing that a proxy passed on.\n'

/** With the sandbox on anybody may log in with a click, so that nobody but this machine may ask (design: Security). */
export function refuseStrangersOfDemo(
  ctx: Context,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  return async (request, reply) => {
    if (ctx.config.sandbox === null) return undefined
    const passedOn = Object.keys(request.headers).some(
      (name) => name.startsWith('x-forwarded-') || name === 'forwarded',
    )
    if (!passedOn && isLoopback(hostName(request.headers.host ?? ''))) return undefined
    return reply.code(403).type('text/plain; charset=utf-8').send(demoOnly)
  }
}

/** The name in a Host header, without port and brackets. */
export function hostName(host: string): string {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : ''
}
