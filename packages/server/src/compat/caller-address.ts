import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { type Config, isLoopback } from '../config.ts'
import { hostName } from '../http/guards.ts'
import { trustsProxy } from '../http/proxies.ts'

/** Stands for whoever can't be told from this machine, and so must not be taken for it. In no list. */
const somewhere = '0.0.0.0'

/**
 * From where a call comes, IPv4 as such. An empty list lets this machine in, so that it takes more than an address to be
 * it: nothing on the way, and our own name for it as Host. Whom a proxy brings that nobody named (TRUSTED_PROXIES) is
 * somewhere: its own address in a list would let the whole world in.
 */
export function callerAddress(
  { ip, headers }: { readonly ip: string; readonly headers: IncomingHttpHeaders },
  proxyIsTrusted: boolean,
): string {
  const address = ip.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  const isPassedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  if (isPassedOn && !proxyIsTrusted) return somewhere
  if (!isLoopback(address)) return address
  return isPassedOn || !isLoopback(hostName(headers.host ?? '')) ? somewhere : address
}

/** The same for requests as they come. */
export function addressOfCaller({
  trustedProxies,
}: Pick<Config, 'trustedProxies'>): (request: FastifyRequest) => string {
  const trusts = trustsProxy(trustedProxies)
  return (request) => callerAddress(request, trusts(request.socket.remoteAddress ?? ''))
}
