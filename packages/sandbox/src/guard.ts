import type { FastifyRequest } from 'fastify'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Why a request is refused, or null. Its one-click logins must not get out through a reverse proxy, and a page on
 * the web must not reach it through a browser on this machine.
 */
export function refusalOf(request: FastifyRequest): string | null {
  const { headers } = request
  const host = headers.host ?? ''
  const name = host.replace(/:\d+$/, '')
  if (!LOOPBACK_NAMES.includes(name)) return 'The sandbox answers on this machine only'
  if (Object.keys(headers).some(saysForwarded)) return 'The sandbox is not for proxies'
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${host}`) return 'The sandbox is not for other pages'
  return null
}

function saysForwarded(header: string): boolean {
  return header === 'forwarded' || header.startsWith('x-forwarded-')
}
