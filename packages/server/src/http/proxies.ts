import { BlockList, isIP, isIPv4 } from 'node:net'

/** Words of TRUSTED_PROXIES for addresses that nobody knows before their containers have started. */
const named: Readonly<Record<string, readonly string[]>> = {
  none: [],
  loopback: ['127.0.0.0/8', '::1'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
}

/** Whether a connection from this address is one of our proxies', which say for whom they ask. */
export type TrustsProxy = (address: string) => boolean

/** `loopback, 10.0.3.0/24` as addresses and ranges; null when one of them is none. */
export function proxiesOf(list: string): string[] | null {
  const words = list.split(',').map((word) => word.trim())
  const ranges = words.flatMap((word) => named[word] ?? [word])
  return ranges.every(isRange) ? ranges : null
}

function isRange(range: string): boolean {
  const [net = '', prefix, ...rest] = range.split('/')
  const version = isIP(net)
  if (version === 0 || net.includes('%') || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

/** Of addresses and ranges as `proxiesOf` gives them. */
export function trustsProxy(ranges: readonly string[]): TrustsProxy {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', prefix] = range.split('/')
    const family = isIPv4(net) ? 'ipv4' : 'ipv6'
    list.addSubnet(net, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}
