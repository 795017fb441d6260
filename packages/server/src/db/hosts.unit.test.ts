import { describe, expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { acrossHosts, hostUrls } from './hosts.ts'

describe('a connection string', () => {
  it.each([
    ['of one host stays as it is', 'postgresql://u:p@one/desk', ['postgresql://u:p@one/desk']],
    [
      'of a socket',
      'postgresql://u@/desk?host=/run/postgresql',
      ['postgresql://u@/desk?host=/run/postgresql'],
    ],
    [
      'of two hosts',
      'postgresql://u:p@one:5433,two/desk?target_session_attrs=read-write',
      [
        'postgresql://u:p@one:5433/desk?target_session_attrs=read-write',
        'postgresql://u:p@two/desk?target_session_attrs=read-write',
      ],
    ],
    [
      'of three, one of them IPv6, without a login',
      'postgres://one,[::1]:5433,three/desk',
      ['postgres://one/desk', 'postgres://[::1]:5433/desk', 'postgres://three/desk'],
    ],
    ['of none', '', []],
  ])('[design] %s', (_name, given, urls) => {
    expect(hostUrls(given)).toEqual(urls)
  })

  it('[design] of several hosts can only mean the one that takes writes', () => {
    expect(() => hostUrls('postgresql://one,two/desk?target_session_attrs=standby')).toThrow(StartError)
  })

  it('[design] of one host changes nothing of a pool', () => {
    expect(acrossHosts('postgresql://u:p@one/desk')).toEqual({})
    expect(acrossHosts(undefined)).toEqual({})
  })
})
