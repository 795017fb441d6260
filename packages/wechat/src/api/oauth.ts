import type { ApiResult } from './errors.ts'
import { callJson, type Transport } from './transport.ts'

export interface AuthorizeRequest {
  /** `https://open.weixin.qq.com`, or a sandbox's address. */
  base: string
  appid: string
  /** Its host must be the account's 网页授权域名. */
  redirectUri: string
  /** Letters and digits, 128 at most. */
  state: string
}

/**
 * Where WeChat's browser asks for a code without a question to its owner (snsapi_base: openid alone). The order of the
 * parameters and the fragment are WeChat's (网页授权).
 */
export function authorizeUrl({ base, appid, redirectUri, state }: AuthorizeRequest): string {
  const query = `appid=${encodeURIComponent(appid)}&redirect_uri=${encodeURIComponent(redirectUri)}`
  const rest = `response_type=code&scope=snsapi_base&state=${encodeURIComponent(state)}`
  return `${base.replace(/\/+$/, '')}/connect/oauth2/authorize?${query}&${rest}#wechat_redirect`
}

/** Who opened a page in WeChat. */
export interface OauthIdentity {
  openid: string
  /** A page that was opened as a snapshot (网页快照页) has a made-up user: never let it log in. */
  isSnapshotUser: boolean
}

/** Trades a code for the openid: once, within five minutes (40029 unknown, 40163 used, 42003 expired). */
export async function oauthIdentity(
  transport: Transport,
  input: { appid: string; secret: string; code: string },
): Promise<ApiResult<OauthIdentity>> {
  const answer = await callJson(transport, {
    method: 'GET',
    path: '/sns/oauth2/access_token',
    query: { ...input, grant_type: 'authorization_code' },
    // A second try with a code that was taken hears 40163, which says the same as no answer.
    repeatable: true,
  })
  if (!answer.ok) return answer
  const { openid, is_snapshotuser: snapshot } = answer.value
  if (typeof openid !== 'string' || openid === '') {
    return {
      ok: false,
      error: { kind: 'retry', errcode: null, errmsg: 'no openid in the answer', sent: true },
    }
  }
  return { ok: true, value: { openid, isSnapshotUser: snapshot === 1 || snapshot === '1' } }
}
