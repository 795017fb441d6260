import { describe, expect, it } from 'vitest'
import { proxiesOf, trustsProxy } from './proxies.ts'

describe('the proxies that say for whom they ask', () => {
  it.each([
    ['none', '127.0.0.1', false],
    ['loopback', '127.0.0.1', true],
    ['loopback', '::ffff:127.0.0.1', true],
    ['loopback', '::1', true],
    ['loopback', '172.18.0.1', false],
    ['loopback', '10.0.0.7', false],
    ['private', '172.18.0.1', true],
    ['private', 'fe80::1%eth0', true],
    ['private', '127.0.0.1', false],
    ['private', '100.64.0.1', false],
    ['loopback, 172.18.0.2', '172.18.0.2', true],
    ['loopback, 172.18.0.2', '172.18.0.3', false],
    ['10.0.3.0/24', '10.0.3.255', true],
    ['10.0.3.0/24', '10.0.4.0', false],
    ['2001:db8::/32', '2001:db8:7::1', true],
    ['2001:db8::/32', '10.0.3.1', false],
    ['loopback', 'unix', false],
    ['loopback', '', false],
  ])('[design] of %j, %s is one: %s', (list, address, isOne) => {
    expect(trustsProxy(proxiesOf(list) ?? [])(address)).toBe(isOne)
  })

  it.each([
    '',
    'proxy.lan',
    '10.0.0.0/33',
    '10.0.0.300',
    '::/129',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    'loopback,',
    'all',
  ])('[design] %j names none', (list) => {
    expect(proxiesOf(list)).toBeNull()
  })
})
