import type { CheckName, ConnectionCheck, ConnectionChecks } from '@duokefu/contract'
import type { WechatError } from '@duokefu/wechat'
import { isLoopback } from '../config.ts'
import type { Context } from '../context.ts'
import { isPublicAddress } from '../net/address.ts'
import type { Account } from './account.ts'
import { type SeenRow, seenOf } from './checks-store.ts'

type Ctx = Pick<Context, 'pool' | 'calls' | 'clock' | 'publicUrl'>

/** What WeChat says when an address is not on the account's 白名单 (40164), or waits for its administrator's yes. */
const ipCodes = new Set([40164, 61004, 89503, 89506, 89507])
const realApi = 'https://api.weixin.qq.com'

/** Asks WeChat now whether everything is in place that the desk needs (S12), and says of each what is missing. */
export async function checkConnection(ctx: Ctx, account: Account): Promise<ConnectionChecks> {
  const [seen, [token, ip, kf]] = await Promise.all([seenOf(ctx.pool, account.id), askWechat(ctx, account)])
  const checks = [token, ip, callbackCheck(ctx, account, seen), kf, oauthCheck(ctx, account, seen)]
  return { at: ctx.clock.now(), checks }
}

/** With the credentials as they are stored now, not with a token that was got by earlier ones. */
async function askWechat(
  { calls, clock }: Ctx,
  account: Account,
): Promise<[ConnectionCheck, ConnectionCheck, ConnectionCheck]> {
  const api = calls.api(account)
  const at = clock.now()
  const token = await api.stableToken({ appid: account.appid, secret: account.appSecret })
  if (!token.ok) {
    const { errcode, errmsg } = token.error
    const refusedIp = errcode !== null && ipCodes.has(errcode)
    return [
      refusedIp ? check('token', 'waiting', 'ip_not_allowed') : failedBy('token', token.error),
      refusedIp
        ? { ...failedBy('ip', token.error), problem: 'ip_not_allowed', detail: addressIn(errmsg) }
        : check('ip', 'waiting', 'token_first'),
      check('kf', 'waiting', 'token_first'),
    ]
  }
  const kf = await api.getKfList(token.value.accessToken)
  return [
    { ...check('token', 'ok'), at },
    { ...check('ip', 'ok'), at },
    kf.ok ? { ...check('kf', 'ok'), at } : kfCheck(kf.error),
  ]
}

function kfCheck(error: WechatError): ConnectionCheck {
  const failed = failedBy('kf', error)
  if (error.errcode === 48001) return { ...failed, problem: 'no_right' }
  if (error.errcode === 65400) return { ...failed, problem: 'not_enabled' }
  return failed
}

function callbackCheck(ctx: Ctx, account: Account, seen: SeenRow): ConnectionCheck {
  const at = Math.max(seen.verifiedAt ?? 0, seen.calledAt ?? 0)
  const { refusedAt } = seen
  if (refusedAt !== null && refusedAt > at)
    return { ...check('callback', 'failed', 'wrong_signature'), detail: seen.refusedWhy, at: refusedAt }
  if (at > 0) return { ...check('callback', 'ok'), at }
  const url = new URL(ctx.publicUrl())
  if (account.apiBase === realApi && !isReachable(url.hostname))
    return { ...check('callback', 'failed', 'not_public'), detail: url.origin }
  return check('callback', 'waiting', 'never_called')
}

/** No call tells which host is set: only somebody who came back from there does. */
function oauthCheck(ctx: Ctx, account: Account, seen: SeenRow): ConnectionCheck {
  const { host } = new URL(ctx.publicUrl())
  if (seen.authorizedAt !== null) return { ...check('oauth', 'ok'), detail: host, at: seen.authorizedAt }
  const problem = account.loginWay === 'oauth' ? 'try_it' : null
  return { ...check('oauth', 'untested', problem), detail: host }
}

/** Whether the internet could find a host: no loopback, no private address. A name may be anything. */
function isReachable(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isLoopback(host)) return false
  return !/^[\d.]+$|:/.test(host) || isPublicAddress(host)
}

function check(
  name: CheckName,
  state: ConnectionCheck['state'],
  problem: ConnectionCheck['problem'] = null,
): ConnectionCheck {
  return { name, state, problem, errcode: null, errmsg: null, detail: null, at: null }
}

function failedBy(name: CheckName, { errcode, errmsg }: WechatError): ConnectionCheck {
  return {
    ...check(name, 'failed', errcode === null ? 'no_answer' : 'wechat_refused'),
    errcode,
    // WeChat's tail (hint, rid) is for WeChat's own people.
    errmsg: errmsg.replace(/\s*(hint: \[.*?\]|rid: [\w-]+)/g, ''),
  }
}

/** 「invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist」 */
function addressIn(errmsg: string): string | null {
  return (
    /invalid ip ([\d.]+|[\da-f:]+)/i.exec(errmsg)?.[1] ??
    /\b(?:\d{1,3}\.){3}\d{1,3}\b/.exec(errmsg)?.[0] ??
    null
  )
}
