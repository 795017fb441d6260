import { randomBytes } from 'node:crypto'

/**
 * WeChat's codes as far as we say them ourselves, in its own words: clients compare the number, and some look for words
 * of 40001 and 42001. Everything else that WeChat may say is passed on as it came.
 */
const TEXT_OF = {
  [-1]: 'system error',
  0: 'ok',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40005: 'invalid file type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid appid',
  40125: 'invalid appsecret',
  40164: 'invalid ip, not in whitelist',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  42001: 'access_token expired',
  43002: 'require POST method',
  44001: 'empty media data',
  44003: 'empty news data',
  44004: 'empty content',
  45001: 'media size out of limit',
  45002: 'content size out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45072: 'invalid command',
  47001: 'data format error',
  48001: 'api unauthorized',
  48008: 'no permission for this msgtype',
  50004: 'forbid to use token api',
  65400: 'please enable new custom service, or wait for a while if you have enabled',
  65401: 'invalid custom service account',
  65403: 'illegal nickname',
  65404: 'illegal custom service account',
  65405: 'custom service account number reach limit',
  65406: 'custom service account exists',
  65409: 'wechat account invalid',
  65413: 'there is no effective session',
  65414: 'the user is being served by another worker',
  65415: 'the worker is not online',
  65416: 'invalid query parameter',
  65417: 'query time range out of limit',
} as const

export type ErrCode = keyof typeof TEXT_OF

/** WeChat's shape of an error, with the request id that it hangs on. `detail` takes the place of the usual words. */
export function errorBody(errcode: number, detail?: string): { errcode: number; errmsg: string } {
  const words = detail ?? (isKnown(errcode) ? TEXT_OF[errcode] : 'error')
  return { errcode, errmsg: errcode === 0 ? words : `${words} rid: ${newRid()}` }
}

function isKnown(errcode: number): errcode is ErrCode {
  return Object.hasOwn(TEXT_OF, errcode)
}

function newRid(): string {
  return (randomBytes(12).toString('hex').match(/.{8}/g) ?? []).join('-')
}
