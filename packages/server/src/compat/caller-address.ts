import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../config.ts'
import { hostName } from '../http/guards.ts'

/** Stands for whoever can't be told from this machine, and so must not be taken for it. In no list. */
const somewhere = '0.0.0.0'

/**
 * From where a call comes, IPv4 as such. An empty list lets this machine in, so that it takes more than an address to be
 * it: nothing on the way, and our own name for it as Host. With no PUBLIC_URL nobody is believed who says for whom they ask.
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
