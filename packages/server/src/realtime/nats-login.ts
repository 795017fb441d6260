import type { ConnectionOptions } from '@nats-io/transport-node'

const schemes = new Set(['nats:', 'tls:'])

/** The servers of NATS_URL, one or several with commas between; null when one is none. */
export function natsServers(text: string): string[] | null {
  const urls = text.split(',').map((url) => url.trim())
  return urls.every((url) => URL.canParse(url) && schemes.has(new URL(url).protocol)) ? urls : null
}

/** What the client wants beside the addresses, as the first server that names it does; one login for all of them. */
export function natsLogin(
  servers: readonly string[],
): Pick<ConnectionOptions, 'user' | 'pass' | 'token' | 'tls'> {
  const urls = servers.map((server) => new URL(server))
  const named = urls.find(({ username }) => username !== '')
  const tls = urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}
  if (named === undefined) return tls
  const user = decodeURIComponent(named.username)
  const pass = decodeURIComponent(named.password)
  return pass === '' ? { ...tls, token: user } : { ...tls, user, pass }
}

/** Host and port alone: the client takes no login in an address. */
export function natsAddresses(servers: readonly string[]): string[] {
  return servers.map((server) => new URL(server).host)
}
