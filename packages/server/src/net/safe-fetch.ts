import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { FetchLike } from '@duokefu/wechat'
import { Agent, buildConnector } from 'undici'
import { isPublicAddress } from './address.ts'
import { createHttpFetch, type HttpFetch } from './http-fetch.ts'

/** The address is private, loopback or the like, and such are not allowed here. Nothing was sent. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'
  /** Says to the classification of faults that connecting failed, before a byte was written. */
  readonly syscall = 'connect'
  readonly code = 'ERR_PRIVATE_ADDRESS'
}

export interface SafeFetchOptions {
  /** Private addresses too: ALLOW_PRIVATE_URLS, or the account's own switch. */
  readonly allowPrivate: boolean
  /** To one host at once; further requests wait for one of them. */
  readonly connections?: number
  readonly lookup?: LookupFunction
  /** Which addresses may be called where private ones may not; the public ones if not said. */
  readonly isAllowed?: (address: string) => boolean
}

export interface SafeFetch extends HttpFetch {
  /** For files: bodies of up to 20 MiB, and three redirects. `fetch` takes 1 MiB and follows none. */
  readonly download: FetchLike
}

/**
 * For URLs that users or WeChat's messages name. The address is checked when a connection is made, on what the
 * name resolved to at that moment: a check of the URL alone would be outwitted by a name that changes its mind.
 */
export function createSafeFetch({
  allowPrivate,
  connections = 64,
  lookup = systemLookup,
  isAllowed = isPublicAddress,
}: SafeFetchOptions): SafeFetch {
  const connect = buildConnector({
    timeout: 4_000,
    ...(allowPrivate ? {} : { lookup: checkedLookup(lookup, isAllowed) }),
  })
  const agent = new Agent({
    connect: allowPrivate ? connect : refusingLiterals(connect, isAllowed),
    connections,
    keepAliveTimeout: 4_000,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  })
  const { fetch, close } = createHttpFetch(agent, { maxBytes: mebibyte, redirects: 0 })
  return { fetch, close, download: createHttpFetch(agent, { maxBytes: 20 * mebibyte, redirects: 3 }).fetch }
}

type IsAllowed = NonNullable<SafeFetchOptions['isAllowed']>

const mebibyte = 1024 * 1024

/** An address that stands in the URL itself is never looked up, so it is checked before connecting. */
function refusingLiterals(connect: buildConnector.connector, isAllowed: IsAllowed): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !isAllowed(host)) callback(privateAddress(host), null)
    else connect(options, callback)
  }
}

/** A lookup that answers with addresses that may be called, and no others. */
function checkedLookup(lookup: LookupFunction, isAllowed: IsAllowed): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '')
        return
      }
      const all = Array.isArray(found) ? found : []
      const allowed = all.filter(({ address }) => isAllowed(address))
      const first = allowed[0]
      if (first === undefined) callback(privateAddress(hostname), '')
      else if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

function privateAddress(host: string): PrivateAddressError {
  return new PrivateAddressError(`${host} is not a public address`)
}
