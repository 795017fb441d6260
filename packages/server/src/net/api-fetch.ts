import { Agent } from 'undici'
import { createHttpFetch, type HttpFetch } from './http-fetch.ts'

/**
 * Connections to WeChat's API. As many as requests that may be under way: one that waited for a connection until its
 * time ran out could not be told from one that WeChat got, and would be `uncertain` for nothing.
 */
export function createApiFetch(): HttpFetch {
  const agent = new Agent({
    connect: { timeout: 4_000 },
    connections: 512,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  })
  // WeChat's largest answer is a video of 10 MB.
  return createHttpFetch(agent, { maxBytes: 20 * 1024 * 1024, redirects: 0 })
}
