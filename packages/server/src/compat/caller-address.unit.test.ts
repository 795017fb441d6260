import { expect, it } from 'vitest'
import { callerAddress } from './caller-address.ts'

const local = { host: '127.0.0.1:8080' }
const passedOn = { host: 'kefu.example.com', 'x-forwarded-for': '203.0.113.7' }

it.each([
  ['this machine', '127.0.0.1', local, false, '127.0.0.1'],
  ['this machine by name', '127.0.0.1', { host: 'localhost:8080' }, true, '127.0.0.1'],
  ['this machine in IPv6', '::1', { host: '[::1]:8080' }, false, '::1'],
  ['this machine as a mapped address', '::ffff:127.0.0.1', local, false, '127.0.0.1'],
  ['another machine', '::ffff:10.0.0.7', { host: 'kefu.lan' }, false, '10.0.0.7'],
  ['a link-local address with its zone', 'fe80::1%eth0', { host: 'kefu.lan' }, false, 'fe80::1'],
  ['whom a trusted proxy names', '203.0.113.7', passedOn, true, '203.0.113.7'],
  ['whom anybody names', '127.0.0.1', passedOn, false, '0.0.0.0'],
  ['who says through a proxy that they are this machine', '127.0.0.1', passedOn, true, '0.0.0.0'],
  ['whom a proxy brings without a word', '127.0.0.1', { host: 'kefu.example.com' }, true, '0.0.0.0'],
  ['a page that has our address under its own name', '127.0.0.1', { host: 'evil.example' }, false, '0.0.0.0'],
  ['a page whose name begins as our address', '127.0.0.1', { host: '127.evil.example' }, false, '0.0.0.0'],
  ['no Host at all', '127.0.0.1', {}, false, '0.0.0.0'],
] as const)('[design] %s', (_name, ip, headers, proxyIsTrusted, address) => {
  expect(callerAddress({ ip, headers }, proxyIsTrusted)).toBe(address)
})
