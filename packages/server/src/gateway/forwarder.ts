import { randomInt } from 'node:crypto'
import {
  type CodecProblem,
  decodeReply,
  type FetchLike,
  type Format,
  type PassiveReply,
  wrapPush,
} from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'

export interface Forwarded {
  readonly clear: Buffer
  readonly format: Format
  readonly toUserName: string
  readonly openid: string
}

/** What a developer URL said: a reply (null = nothing to say), or why there is none. */
export type ForwardResult =
  | {
      readonly ok: true
      readonly reply: PassiveReply | null
      readonly clear: string
      readonly tookMs: number
    }
  | { readonly ok: false; readonly problem: ForwardProblem; readonly tookMs: number }

export type ForwardProblem = 'timeout' | 'unreachable' | `status_${number}` | CodecProblem

export interface Forwarder {
  /** Sends it as WeChat would have: signed with the developer's token, encrypted when it has a key. */
  forward(account: Account, pushed: Forwarded, deadline: number): Promise<ForwardResult>
}

/** `fetchFor` gives the fetch that may reach the account's developer URL: private addresses only where allowed. */
export function createForwarder(options: {
  fetchFor: (account: Account) => FetchLike
  clock: Clock
}): Forwarder {
  const { fetchFor, clock } = options
  return {
    async forward(account, pushed, deadline) {
      const { developer } = account
      if (developer === null) throw new Error('no developer URL to forward to')
      const startedAt = clock.now()
      const tookMs = () => clock.now() - startedAt
      const request = wrapPush({
        ...pushed,
        mode: developer.aesKey === null ? 'plain' : 'safe',
        aesKey: developer.aesKey,
        appid: account.appid,
        token: developer.token,
        timestamp: String(Math.floor(startedAt / 1000)),
        nonce: String(randomInt(100_000_000, 1_000_000_000)),
      })
      try {
        const answer = await fetchFor(account)(withQuery(developer.url, request.query), {
          method: 'POST',
          headers: { 'content-type': pushed.format === 'xml' ? 'text/xml' : 'application/json' },
          body: new Uint8Array(request.body),
          signal: AbortSignal.timeout(Math.max(1, deadline - startedAt)),
        })
        if (answer.status !== 200) return { ok: false, problem: `status_${answer.status}`, tookMs: tookMs() }
        const body = Buffer.from(await answer.arrayBuffer())
        const crypto =
          developer.aesKey === null
            ? undefined
            : { token: developer.token, aesKeys: [developer.aesKey], appid: account.appid }
        const decoded = decodeReply(body, crypto)
        if (!decoded.ok) return { ok: false, problem: decoded.problem, tookMs: tookMs() }
        return {
          ok: true,
          reply: decoded.reply,
          clear: inSeconds(decoded.clear.toString('utf8')),
          tookMs: tookMs(),
        }
      } catch (error) {
        const timedOut =
          error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
        return { ok: false, problem: timedOut ? 'timeout' : 'unreachable', tookMs: tookMs() }
      }
    },
  }
}

function withQuery(url: string, query: Record<string, string>): string {
  const target = new URL(url)
  for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value)
  return target.toString()
}

/** npm's wechat and co-wechat write CreateTime in milliseconds; WeChat's documents say seconds. */
function inSeconds(clear: string): string {
  return clear
    .replace(/(<CreateTime>\s*(?:<!\[CDATA\[)?\s*\d{10})\d{3}(?=\D)/, '$1')
    .replace(/("CreateTime"\s*:\s*\d{10})\d{3}(?=\D)/, '$1')
}
