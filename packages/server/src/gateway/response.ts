import { type Callback, type CallbackQuery, encodeReplyEnvelope } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'

/** What goes back to WeChat. `hang_up`: the connection is closed without an answer, so that WeChat sends again. */
export type CallbackAnswer =
  | {
      readonly kind: 'answer'
      readonly body: string
      readonly contentType: string
      readonly passive: Passive | null
    }
  | { readonly kind: 'refuse'; readonly status: 403 | 404; readonly problem: string }
  | { readonly kind: 'hang_up' }

/** A reply that leaves in the HTTP answer, to be settled once that was written or failed to be (L15). */
export interface Passive {
  settle(written: boolean): void
}

/** The body for a clear reply (null = success), encrypted with the key that the callback came with. `now`: ms since 1970. */
export function responseOf(
  account: Account,
  callback: Callback,
  query: CallbackQuery,
  clear: string | null,
  now: number,
): { body: string; contentType: string } {
  if (clear === null) return { body: 'success', contentType: 'text/plain; charset=utf-8' }
  if (callback.aesKey === null) {
    const format = clear.trimStart().startsWith('{') ? 'json' : 'xml'
    return { body: clear, contentType: contentTypes[format] }
  }
  const body = encodeReplyEnvelope({
    clear,
    aesKey: callback.aesKey,
    appid: account.appid,
    token: account.token,
    timestamp: String(Math.floor(now / 1000)),
    nonce: query.nonce ?? '',
    format: callback.format,
  })
  return { body, contentType: contentTypes[callback.format] }
}

const contentTypes = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' } as const
