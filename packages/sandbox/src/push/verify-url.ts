import { randomInt } from 'node:crypto'
import { signatureOf } from '@duokefu/wechat'
import type { Account } from '../world/account.ts'

export type UrlVerdict = { ok: true } | { ok: false; problem: string }

/** The GET that WeChat's console sends when the server configuration is saved (protocol 1.2). `at` in ms. */
export async function verifyUrl(
  account: Account,
  serverUrl: string,
  at: number,
  waitMs: number,
): Promise<UrlVerdict> {
  const timestamp = String(Math.floor(at / 1000))
  const nonce = String(randomInt(100_000_000, 2_000_000_000))
  const echostr = `${randomInt(1_000_000_000)}${randomInt(1_000_000_000)}`
  const url = new URL(serverUrl)
  const signature = signatureOf(account.token, timestamp, nonce)
  for (const [name, value] of Object.entries({ signature, timestamp, nonce, echostr })) {
    url.searchParams.set(name, value)
  }
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(waitMs),
      headers: { connection: 'close' },
    })
    const body = await response.text()
    if (response.status !== 200) return { ok: false, problem: `status ${response.status}` }
    return body === echostr ? { ok: true } : { ok: false, problem: `answered ${body.slice(0, 80)}` }
  } catch (problem) {
    return { ok: false, problem: problem instanceof Error ? problem.message : String(problem) }
  }
}
