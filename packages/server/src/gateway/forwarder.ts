import { randomInt } from 'node:crypto'
import { type FetchLike, type Format, type PassiveReply, wrapPush } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'
import { readAnswer } from './developer-answer.ts'
import { type DeveloperFault, faultOf, faultOfReply, faultOfStatus, wasNeverSent } from './developer-fault.ts'

export interface Forwarded {
  readonly clear: Buffer
  readonly format: Format
  readonly toUserName: string
  readonly openid: string
}

/** What a developer URL said: a reply (null = nothing to say), or why there is none. */
export type Said =
  | {
      readonly ok: true
      readonly reply: PassiveReply | null
      readonly clear: string
      readonly tookMs: number
    }
  | { readonly ok: false; readonly fault: DeveloperFault; readonly tookMs: number }

/** `late`: the deadline is over and the request goes on; what comes in the end. */
export type ForwardResult = Said & { readonly late: Promise<Said> | null }

export interface Forwarder {
  /**
   * Sends it as WeChat would have: signed with the developer's token, encrypted when it has a key. Settles by the deadline
   * (ms since 1970); with `waitsLonger` the request may go on after it.
   */
  forward(
    account: Account,
    pushed: Forwarded,
    deadline: number,
    options?: { readonly waitsLonger: boolean },
  ): Promise<ForwardResult>
  /** Lets go of everything that is waited for after its deadline. */
  giveUp(): void
}

export interface ForwarderParts {
  /** The fetch that may reach the account's developer URL: private addresses only where allowed. */
  readonly fetchFor: (account: Account) => FetchLike
  readonly clock: Clock
  /** Hears of every answer, late ones too. */
  readonly onSaid?: (accountId: Account['id'], said: Said, isLate: boolean) => void
}

export const forwarderLimits = {
  /** From its beginning a request lives so long, whatever WeChat has heard meanwhile. */
  requestMs: 30_000,
  /** Requests of an account that live on after their deadline, at most. */
  lateAtOnce: 200,
  /** Nobody was reached: tried again after so long, as WeChat itself would (a mall that is just restarting). */
  reconnectAfterMs: [200, 800],
}

const timedOut: DeveloperFault = { reason: 'timeout', status: null }

export function createForwarder({ fetchFor, clock, onSaid = () => undefined }: ForwarderParts): Forwarder {
  const lateOnes = new Map<Account['id'], Set<AbortController>>()

  async function forward(
    account: Account,
    pushed: Forwarded,
    deadline: number,
    { waitsLonger } = { waitsLonger: false },
  ): Promise<ForwardResult> {
    const startedAt = clock.now()
    const request = new AbortController()
    let fault = timedOut
    const onRetry = (why: DeveloperFault) => {
      fault = why
    }
    const answer = ask(account, pushed, request.signal, onRetry)
    const inTime = await orNull(answer, deadline - startedAt)
    if (inTime !== null) {
      onSaid(account.id, inTime, false)
      return { ...inTime, late: null }
    }
    const missed: Said = { ok: false, fault, tookMs: clock.now() - startedAt }
    onSaid(account.id, missed, false)
    const late = waitsLonger ? goOn(account, answer, request, startedAt) : null
    if (late === null) request.abort()
    return { ...missed, late }
  }

  /** null: too many live on already. */
  function goOn(
    account: Account,
    answer: Promise<Said>,
    request: AbortController,
    startedAt: number,
  ): Promise<Said> | null {
    const others = lateOnes.get(account.id) ?? new Set()
    if (others.size >= forwarderLimits.lateAtOnce) return null
    lateOnes.set(account.id, others.add(request))
    const timer = setTimeout(() => request.abort(), startedAt + forwarderLimits.requestMs - clock.now())
    return answer.then((said) => {
      clearTimeout(timer)
      others.delete(request)
      if (said.ok) onSaid(account.id, said, true)
      return said
    })
  }

  /** `onRetry` hears why nobody was reached, each time that it is tried again. */
  async function ask(
    account: Account,
    pushed: Forwarded,
    signal: AbortSignal,
    onRetry: (why: DeveloperFault) => void,
  ): Promise<Said> {
    const startedAt = clock.now()
    const tookMs = () => clock.now() - startedAt
    for (const pauseMs of [...forwarderLimits.reconnectAfterMs, null]) {
      const said = await askOnce(account, pushed, signal).catch((error: unknown) => faultOf(error))
      if (!('reason' in said)) return { ...said, tookMs: tookMs() }
      if (pauseMs === null || signal.aborted || !wasNeverSent(said))
        return { ok: false, fault: said, tookMs: tookMs() }
      onRetry(said)
      await pause(pauseMs, signal)
    }
    throw new Error('unreachable')
  }

  async function askOnce(
    account: Account,
    pushed: Forwarded,
    signal: AbortSignal,
  ): Promise<{ ok: true; reply: PassiveReply | null; clear: string } | DeveloperFault> {
    const { developer, appid } = account
    if (developer === null) throw new Error('no developer URL to forward to')
    const { url, token, aesKey } = developer
    // EasyWeChat answers encrypted whenever it has a key, and that may be the one of WeChat's console.
    const aesKeys = aesKey === null ? account.aesKeys : [aesKey, ...account.aesKeys]
    const request = wrapPush({
      ...pushed,
      mode: aesKey === null ? 'plain' : 'safe',
      aesKey,
      appid,
      token,
      timestamp: String(Math.floor(clock.now() / 1000)),
      nonce: String(randomInt(100_000_000, 1_000_000_000)),
    })
    const answer = await fetchFor(account)(withQuery(url, request.query), {
      method: 'POST',
      headers: { ...headersOfWechat, 'content-type': contentTypes[pushed.format] },
      body: new Uint8Array(request.body),
      signal,
    })
    const fault = faultOfStatus(answer.status)
    if (fault !== null) return fault
    const body = Buffer.from(await answer.arrayBuffer())
    const read = readAnswer(body, { token, aesKeys, appid })
    return read.ok ? read : faultOfReply(read.problem)
  }

  return {
    forward,
    giveUp() {
      for (const requests of lateOnes.values()) for (const request of requests) request.abort()
    },
  }
}

/** As WeChat's own callbacks have them: a mall's firewall may know them. */
const headersOfWechat = { 'user-agent': 'Mozilla/4.0', accept: '*/*', pragma: 'no-cache' }
const contentTypes: Readonly<Record<Format, string>> = { xml: 'text/xml', json: 'application/json' }

function withQuery(url: string, query: Record<string, string>): string {
  const target = new URL(url)
  for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value)
  return target.toString()
}

/** The answer, or null when `ms` pass before. */
async function orNull<Value>(answer: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, ms))
  })
  try {
    return await Promise.race([answer, over])
  } finally {
    clearTimeout(timer)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
