import { randomInt } from 'node:crypto'
import type { DeveloperTestAnswer } from '@duokefu/contract'
import { signatureOf } from '@duokefu/wechat'
import { createSafeFetch, PrivateAddressError } from '../net/safe-fetch.ts'

/** WeChat itself gives a server five seconds. */
const timeoutMs = 5_000

/**
 * Asks a developer URL what WeChat asks when its settings are saved: a signed GET whose echostr must come back. Says
 * nothing of what else the server answers, so that nobody reads a stranger's pages through us.
 */
export async function testDeveloperUrl(
  url: string,
  token: string,
  { allowPrivate }: { readonly allowPrivate: boolean },
): Promise<DeveloperTestAnswer> {
  const web = createSafeFetch({ allowPrivate })
  const startedAt = performance.now()
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = String(randomInt(100_000_000, 1_000_000_000))
  const echostr = String(randomInt(1_000_000_000, 100_000_000_000))
  const target = new URL(url)
  const query = { signature: signatureOf(token, timestamp, nonce), timestamp, nonce, echostr }
  for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value)
  const tookMs = () => Math.round(performance.now() - startedAt)
  try {
    const answer = await web.fetch(target.toString(), {
      method: 'GET',
      headers: {},
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (answer.status !== 200) return { result: 'status', status: answer.status, tookMs: tookMs() }
    const said = Buffer.from(await answer.arrayBuffer()).toString('utf8')
    return { result: said === echostr ? 'ok' : 'wrong_echo', status: 200, tookMs: tookMs() }
  } catch (error) {
    return { result: problemOf(error), status: null, tookMs: tookMs() }
  } finally {
    await web.close()
  }
}

function problemOf(error: unknown): DeveloperTestAnswer['result'] {
  if (error instanceof PrivateAddressError) return 'private_address'
  const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
  return timedOut ? 'timeout' : 'unreachable'
}
