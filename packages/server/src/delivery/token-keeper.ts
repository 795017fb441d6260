import type { AccountId } from '@duokefu/engine'
import type { ApiResult, WechatApi } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { Timers } from './timers.ts'
import { createTokenStore, type StoredToken, type TokenStore } from './token-store.ts'

/** A token is renewed this long before its end; WeChat keeps the old one alive for as long after a new one. */
const renewBeforeMs = 5 * 60_000
/** A renewal that brought the same token is not tried again before this. */
const renewAgainMs = 30_000
/** At least this much must be left for a call to be made with it. */
const usableMs = 10_000
/** A token that was fetched so recently is not fetched again because a call didn't like it. */
const justFetchedMs = 5_000
/** Longer than the call it is for may take. */
const leaseMs = 15_000
const restAfterFailureMs = 3_000
const pollMs = 50
const waitForOthersMs = 20_000

/** One access token per account for all processes, refreshed by one of them at a time (stable_token). */
export interface TokenKeeper {
  /** A token that WeChat should take; else why there is none. */
  accessToken(account: Account): Promise<ApiResult<string>>
  /** A call was refused because of this token: fetches another one, unless that has happened already. */
  invalidate(account: Account, token: string): Promise<void>
  /** The token for somebody outside of this program, with what is left of it and the refresh that it came with. */
  handOut(account: Account): Promise<ApiResult<HandedOut>>
}

export interface HandedOut {
  readonly token: string
  readonly lastsMs: number
  /** Names the refresh: each token is handed out under one of its own. */
  readonly refresh: string | null
}

interface Kept {
  readonly token: string
  readonly renewAt: number
}

export function createTokenKeeper(
  ctx: Pick<Context, 'pool' | 'secrets' | 'clock' | 'log' | 'processId'>,
  parts: { apiOf: (account: Account) => WechatApi; timers: Timers },
): TokenKeeper {
  const store = createTokenStore(ctx.pool, ctx.secrets, ctx)
  return new Keeper(store, ctx, parts)
}

class Keeper implements TokenKeeper {
  readonly #store: TokenStore
  readonly #ctx: Pick<Context, 'clock' | 'log'>
  readonly #apiOf: (account: Account) => WechatApi
  readonly #timers: Timers
  readonly #kept = new Map<AccountId, Kept>()
  readonly #failed = new Map<AccountId, { readonly failure: ApiResult<never>; readonly until: number }>()
  /** One caller per account looks; those behind it find what it found. */
  readonly #turns = new Map<AccountId, Promise<unknown>>()

  constructor(
    store: TokenStore,
    ctx: Pick<Context, 'clock' | 'log'>,
    parts: { apiOf: (account: Account) => WechatApi; timers: Timers },
  ) {
    this.#store = store
    this.#ctx = ctx
    this.#apiOf = parts.apiOf
    this.#timers = parts.timers
  }

  async accessToken(account: Account): Promise<ApiResult<string>> {
    return this.#fresh(account.id) ?? this.#inTurn(account.id, () => this.#find(account))
  }

  async invalidate(account: Account, token: string): Promise<void> {
    await this.#inTurn(account.id, async () => {
      if (this.#kept.get(account.id)?.token !== token) return
      this.#kept.delete(account.id)
      await this.#obtain(account, token)
    })
  }

  async handOut(account: Account): Promise<ApiResult<HandedOut>> {
    const found = await this.accessToken(account)
    if (!found.ok) return found
    // Another process may have a newer one: what stands in the table is what all of them use.
    const { token, lastsMs, refresh } = await this.#store.read(account.id)
    return token === null ? unavailable : { ok: true, value: { token, lastsMs, refresh } }
  }

  #fresh(id: AccountId): ApiResult<string> | null {
    const kept = this.#kept.get(id)
    return kept !== undefined && this.#ctx.clock.now() < kept.renewAt ? { ok: true, value: kept.token } : null
  }

  async #find(account: Account): Promise<ApiResult<string>> {
    return this.#fresh(account.id) ?? this.#resting(account.id) ?? this.#obtain(account, null)
  }

  #resting(id: AccountId): ApiResult<never> | null {
    const failed = this.#failed.get(id)
    return failed !== undefined && this.#ctx.clock.now() < failed.until ? failed.failure : null
  }

  /** The stored token if it will do, else a new one. `spoiled`: WeChat has just refused this one. */
  async #obtain(account: Account, spoiled: string | null): Promise<ApiResult<string>> {
    const deadline = this.#ctx.clock.now() + waitForOthersMs
    for (;;) {
      const stored = await this.#store.read(account.id)
      const usable = stored.token !== null && stored.token !== spoiled && stored.lastsMs > usableMs
      if (usable && !isDue(stored)) return this.#keep(account.id, stored)
      if (stored.token === spoiled && stored.ageMs < justFetchedMs) return this.#keep(account.id, stored)
      if (await this.#store.takeLease(account.id, stored.refresh, leaseMs)) {
        const fetched = await this.#refresh(account, spoiled, stored)
        // Before its end a token may be used although no new one is to be had.
        if (fetched !== null) return fetched.ok || !usable ? fetched : this.#keep(account.id, stored)
      } else if (usable) return this.#keep(account.id, stored)
      if (this.#ctx.clock.now() > deadline) return unavailable
      await this.#timers.wait(pollMs)
    }
  }

  /** Asks WeChat, under the lease; null when the lease was lost meanwhile. */
  async #refresh(
    account: Account,
    spoiled: string | null,
    before: StoredToken,
  ): Promise<ApiResult<string> | null> {
    const api = this.#apiOf(account)
    const credentials = { appid: account.appid, secret: account.appSecret }
    let answer = await api.stableToken(credentials)
    if (answer.ok && answer.value.accessToken === spoiled && (await this.#store.takeForced(account.id))) {
      this.#ctx.log.warn({ account: account.id }, 'WeChat refuses its own token: a new one is forced')
      answer = await api.stableToken({ ...credentials, forceRefresh: true })
    }
    if (!answer.ok) {
      const { errcode, errmsg } = answer.error
      await this.#store.fail(account.id, `${errcode ?? ''} ${errmsg}`.trim(), restAfterFailureMs)
      this.#failed.set(account.id, { failure: answer, until: this.#ctx.clock.now() + restAfterFailureMs })
      this.#ctx.log.warn({ account: account.id, errcode, errmsg }, 'no access token')
      return answer
    }
    const { accessToken, expiresIn } = answer.value
    const lastsMs = expiresIn * 1_000
    if (!(await this.#store.save(account.id, accessToken, lastsMs))) return null
    // WeChat renews by itself near the end; before it, a token dies by another system's hand alone.
    if (spoiled !== null && before.token === spoiled && before.lastsMs > renewBeforeMs)
      await this.#noteKilled(account.id, before.ageMs)
    return this.#keep(account.id, { token: accessToken, lastsMs, ageMs: 0, refresh: null })
  }

  async #noteKilled(id: AccountId, ageMs: number): Promise<void> {
    this.#ctx.log.warn({ account: id, ageMs }, 'WeChat refused a token before its time')
    await this.#store.noteKilled(id, ageMs)
  }

  #keep(id: AccountId, { token, lastsMs, ageMs }: StoredToken): ApiResult<string> {
    if (token === null) return unavailable
    this.#failed.delete(id)
    const renewIn = Math.max(lastsMs - renewBeforeMs, Math.min(lastsMs - usableMs, renewAgainMs - ageMs))
    this.#kept.set(id, { token, renewAt: this.#ctx.clock.now() + Math.max(1_000, renewIn) })
    return { ok: true, value: token }
  }

  #inTurn<Result>(id: AccountId, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(id) ?? Promise.resolve()
    const turn = before.then(work, work)
    this.#turns.set(id, turn)
    const forget = () => {
      if (this.#turns.get(id) === turn) this.#turns.delete(id)
    }
    turn.then(forget, forget)
    return turn
  }
}

/** WeChat gives the same token until five minutes before its end, so that asking all the time would bring nothing. */
function isDue({ lastsMs, ageMs }: StoredToken): boolean {
  return lastsMs < renewBeforeMs && ageMs >= renewAgainMs
}

const unavailable: ApiResult<never> = {
  ok: false,
  error: { kind: 'retry', errcode: null, errmsg: 'no access token', sent: false },
}
