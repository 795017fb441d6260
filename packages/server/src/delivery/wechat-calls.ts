import { type ApiResult, createWechatApi, type FetchLike, type WechatApi } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { TokenKeeper } from './token-keeper.ts'

/** Calls of WeChat's API with the account's token. */
export interface WechatCalls {
  /**
   * Runs one call. When WeChat refuses the token, a new one is fetched and the call is made once more; a second refusal
   * of that kind is the result. A missing token is the result as well, with `sent: false`.
   */
  call<Value>(
    account: Account,
    run: (api: WechatApi, accessToken: string) => Promise<ApiResult<Value>>,
  ): Promise<ApiResult<Value>>
  /** The account's API itself, for the calls that take its secret and no token. */
  api(account: Account): WechatApi
}

export function createWechatCalls(apiOf: (account: Account) => WechatApi, keeper: TokenKeeper): WechatCalls {
  return {
    api: apiOf,
    async call(account, run) {
      const token = await keeper.accessToken(account)
      if (!token.ok) return notSent(token)
      const api = apiOf(account)
      const result = await run(api, token.value)
      if (result.ok || result.error.kind !== 'refresh-token') return result
      await keeper.invalidate(account, token.value)
      const other = await keeper.accessToken(account)
      if (!other.ok) return notSent(other)
      return other.value === token.value ? result : run(api, other.value)
    },
  }
}

/** What the token's own call did says nothing about the call that was to be made: that one was never made. */
function notSent(result: Extract<ApiResult<unknown>, { ok: false }>): ApiResult<never> {
  return { ok: false, error: { ...result.error, sent: false } }
}

/** The API of an account, at its own base URL. */
export function wechatApis(transport: {
  fetch: FetchLike
  timeoutMs: number
}): (account: Account) => WechatApi {
  const known = new Map<string, WechatApi>()
  return ({ apiBase }) => {
    const api = known.get(apiBase) ?? createWechatApi({ ...transport, baseUrl: apiBase })
    known.set(apiBase, api)
    return api
  }
}
