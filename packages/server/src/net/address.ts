import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** IPv4 ranges that are nobody's public address (IANA special-purpose registry, RFC 6890 and later). */
const reservedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT; clouds keep their metadata services there too
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relay
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]

/** Of IPv6 only global unicast is public; the rest (loopback, local, mapped and translated IPv4) stays out as a whole. */
const globalV6: readonly [string, number] = ['2000::', 3]
const reservedV6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address inside
  ['3fff::', 20], // documentation
]

const refusedV4 = new BlockList()
for (const [net, prefix] of reservedV4) refusedV4.addSubnet(net, prefix, 'ipv4')
const allowedV6 = new BlockList()
allowedV6.addSubnet(...globalV6, 'ipv6')
const refusedV6 = new BlockList()
for (const [net, prefix] of reservedV6) refusedV6.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address (no name, no brackets) belongs to the public internet; false for what is no address. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refusedV4.check(address, 'ipv4')
  // A zone (fe80::1%eth0) exists for local addresses alone.
  if (!isIPv6(address) || address.includes('%')) return false
  return allowedV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6')
}
