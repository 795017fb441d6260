import { randomBytes } from 'node:crypto'

/** WeChat's texts (protocol 4.3, 5.5, 6.4, 7, 8). Clients compare the number; some look for words of 40001 and 42001. */
const TEXT_OF = {
  [-1]: 'system error',
  0: 'ok',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40006: 'invalid file size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid appid',
  40029: 'invalid code',
  40030: 'invalid refresh_token',
  40032: 'invalid openid list size',
  40037: 'invalid template_id',
  40052: 'invalid action name',
  40053: 'invalid action info',
  40066: 'invalid url',
  40092: 'invalid remark',
  40125: 'invalid appsecret, view more at http://t.cn/RAEkdVq',
  40163: 'code been used',
  40164: 'invalid ip, not in whitelist',
  40201: 'invalid url',
  40202: 'invalid action',
  40203: 'invalid operator',
  41001: 'access_token missing',
  41002: 'appid missing',
  41003: 'missing refresh_token',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41008: 'missing code',
  42001: 'access_token expired',
  42002: 'refresh_token expired',
  42003: 'code expired',
  43002: 'require POST method',
  43004: 'require subscribe',
  44001: 'empty media data',
  44002: 'empty post data',
  44003: 'empty news data',
  44004: 'empty content',
  45002: 'content size out of limit',
  45007: 'voice playtime out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45072: 'invalid command',
  45080: 'no message in the last 30 seconds',
  45081: 'typing state is active already',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48006: 'forbid to clear quota because of reaching the limit',
  48008: 'no permission for this msgtype',
  65400: 'please enable new custom service, or wait for a while if you have enabled',
  65401: 'invalid custom service account',
  65402: 'the custom service account need to bind a wechat user',
  65403: 'illegal nickname',
  65404: 'illegal custom service account',
  65405: 'custom service account number reach limit',
  65406: 'custom service account exists',
  65407: 'the wechat user have been one of your workers',
  65408: 'you have already invited the wechat user',
  65409: 'wechat account invalid',
  65410: 'too many custom service accounts bound by the worker',
  65411: 'a effective invitation to bind the custom service account exists',
  65412: 'the custom service account have been bound by a wechat user',
  65413: 'there is no effective session',
  65415: 'the worker is not online',
  65416: 'invalid query parameter',
  65417: 'query time range out of limit',
} as const

export type ErrCode = keyof typeof TEXT_OF
export type ErrorBody = { errcode: ErrCode; errmsg: string }

/** WeChat's shape of an error, with the request id that it hangs on; `detail` takes the place of the usual text. */
export function errorBody(errcode: ErrCode, detail?: string): ErrorBody {
  if (errcode === 0) return { errcode, errmsg: TEXT_OF[0] }
  return { errcode, errmsg: `${detail ?? TEXT_OF[errcode]} rid: ${newRid()}` }
}

function newRid(): string {
  return (randomBytes(12).toString('hex').match(/.{8}/g) ?? []).join('-')
}
