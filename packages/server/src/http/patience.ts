/** How long, and with how many connections, this server lets itself be kept waiting. */
export interface Patience {
  /** Until the head of a request is whole. */
  readonly headMs: number
  /** Until the whole request is: 20 MB at 1.4 Mbit/s. */
  readonly requestMs: number
  /** Without a byte in either direction while a request is under way. */
  readonly silenceMs: number
  /** Between two requests; longer than the 60 s after which proxies close theirs, so that none is cut under them. */
  readonly keepAliveMs: number
  /** How often the first two are looked at. */
  readonly checkEveryMs: number
  /** At once; the next one is closed unheard. */
  readonly connections: number
}

export const patience: Patience = {
  headMs: 10_000,
  requestMs: 120_000,
  silenceMs: 60_000,
  keepAliveMs: 72_000,
  checkEveryMs: 5_000,
  connections: 10_000,
}

/** The same in Fastify's words. */
export function timeoutsOf({ headMs, requestMs, silenceMs, keepAliveMs, checkEveryMs }: Patience) {
  return {
    requestTimeout: requestMs,
    connectionTimeout: silenceMs,
    keepAliveTimeout: keepAliveMs,
    http: { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: checkEveryMs },
  }
}
