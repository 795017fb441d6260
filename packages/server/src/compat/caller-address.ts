import type { FastifyRequest } from 'fastify'

/**
 * From where a call comes, IPv4 as such. With no PUBLIC_URL nobody is believed who says for whom they ask: what a proxy
 * passed on is then from nowhere in particular, and not from this machine.
 */
export function callerAddress(
  { ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>,
  proxyIsTrusted: boolean,
): string {
  const passedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  if (passedOn && !proxyIsTrusted) return '0.0.0.0'
  return ip.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
}
