import type { fileGoneMessage } from '@duokefu/contract'
import type { Words } from './time-words.ts'

/**
 * What WeChat said no to, in plain words with its code as small print. Codes and their meanings:
 * WeChat's global return codes (全局返回码说明) and the page of custom/send.
 */
const known: Readonly<Record<number, string>> = {
  [-1]: 'busy',
  40001: 'token',
  40014: 'token',
  42001: 'token',
  40003: 'openid',
  43004: 'unfollowed',
  43019: 'blocked',
  45002: 'tooLong',
  45009: 'dailyLimit',
  45011: 'frequency',
  45015: 'window',
  45047: 'quota',
  48001: 'noRight',
  48002: 'rejected',
  48004: 'banned',
  61004: 'ipList',
  40164: 'ipList',
}

/** The contract's own, whose schemas the first load does without. */
const fileGone: typeof fileGoneMessage = 'the file is gone'

/** The sentence for a failed or held reply; no code means that no answer came. */
export function wechatWords(errcode: number | null, errmsg: string | null): Words {
  if (errcode === null && errmsg === fileGone) return { key: 'wechat.fileGone', values: {} }
  if (errcode === null) return { key: 'wechat.network', values: { message: errmsg ?? '' } }
  const name = known[errcode]
  return name === undefined
    ? { key: 'wechat.other', values: { message: errmsg ?? '', code: errcode } }
    : { key: `wechat.${name}`, values: { code: errcode } }
}

/** The page of 管理后台 on which an admin sees what to do about it; null when nothing there helps. */
export function remedyPage(errcode: number | null): 'health' | 'connect' | null {
  const name = errcode === null ? undefined : known[errcode]
  if (name === 'token' || name === 'ipList') return 'health'
  return name === 'noRight' ? 'connect' : null
}

/** Why a reply is still on its way: WeChat said no for now, and we ask again by ourselves. */
export function retryWords(errcode: number | null): Words {
  if (errcode === null) return { key: 'retrying.network', values: {} }
  const name = known[errcode]
  const said = name === 'dailyLimit' || name === 'token' ? name : 'busy'
  return { key: `retrying.${said}`, values: { code: errcode } }
}
