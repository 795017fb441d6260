import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { aesKeyOf, decodePush, wrapPush } from '@duokefu/wechat'
import type { Dice } from './dice.ts'
import { hostileTexts, hostileWord, mutateBytes } from './mutate.ts'
import type { FuzzedShop } from './shop.ts'

/** A callback as it goes out. */
export interface FuzzedCallback {
  readonly target: string
  readonly body: Buffer
  /** The messages that it may bring into the record. */
  readonly ids: readonly string[]
}

const fixtures = path.resolve(import.meta.dirname, '../../packages/wechat/fixtures')
const samples = ['inbound', 'invalid', 'reply', 'crypto'].flatMap((folder) =>
  readdirSync(path.join(fixtures, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')),
)
const scenes = ['duokefu', 'qrscene_123', 'qrscene_duokefu', 'login']
const texts = ['客服', '人工', '你好', '退出', '1']

/** A push of WeChat's own samples, spoilt, under a valid signature more often than not. */
export function fuzzedCallback(dice: Dice, shop: FuzzedShop, fresh: string): FuzzedCallback {
  const account = dice.chance(0.5) ? shop.plain : shop.safe
  const sample = ofNow(dice.pick(samples), dice, shop, fresh)
  const clear = dice.chance(0.6) ? spoil(sample, dice) : Buffer.from(sample)
  const at = Math.floor(Date.now() / 1000) - (dice.chance(0.05) ? dice.int(10 ** 9) : 0)
  const wrapped = wrapPush({
    clear,
    format: sample.startsWith('{') ? 'json' : 'xml',
    mode: dice.chance(0.03) ? 'compatible' : account.mode,
    aesKey: aesKeyOf(shop.encodingAesKey),
    appid: dice.chance(0.02) ? shop.plain.appid : account.appid,
    token: dice.chance(0.03) ? 'another' : account.token,
    timestamp: String(at),
    nonce: String(dice.int(10 ** 9)),
    toUserName: shop.originalId,
    openid: dice.pick(shop.openids),
  })
  const query: [string, string][] = Object.entries(wrapped.query)
  if (dice.chance(0.1)) spoilQuery(query, dice)
  const appid = dice.chance(0.02) ? encodeURIComponent(hostileWord(dice)) : account.appid
  const body = dice.chance(0.1) ? mutateBytes(wrapped.body, dice) : wrapped.body
  return {
    target: `/wechat/${appid}?${new URLSearchParams(query)}`,
    body,
    ids: [...idsIn(clear), ...idsIn(body)],
  }
}

function idsIn(clear: Buffer): string[] {
  const decoded = decodePush(clear)
  return decoded.ok && decoded.push.kind === 'message' ? [decoded.push.msgId] : []
}

/** A fan of ours, now, under an id that WeChat has not used before. */
function ofNow(sample: string, dice: Dice, { openids, originalId }: FuzzedShop, fresh: string): string {
  const fan = dice.pick(openids)
  return sample
    .replace(/oMdk7s0Fan_\w+/g, fan)
    .replace(/gh_\w+/g, originalId)
    .replace(/\b[0-9a-f]{32,}_1767\d{6}\b/g, fresh)
    .replace(/\b1767\d{6}\b/g, String(Math.floor(Date.now() / 1000)))
    .replace(/\b248109735\d{8}\b/g, fresh)
    .replace(/(<Content><!\[CDATA\[)[^\]]*/, (_whole, begin) => begin + dice.pick(texts))
    .replace(/(<EventKey><!\[CDATA\[)[^\]]*/, (whole, begin) =>
      dice.chance(0.3) ? begin + dice.pick(scenes) : whole,
    )
}

function spoil(sample: string, dice: Dice): Buffer {
  if (dice.chance(0.5)) return mutateBytes(Buffer.from(sample), dice)
  // One field's value is another: long, hostile, of another kind.
  const values = [...sample.matchAll(/(?<=CDATA\[)[^\]]*|(?<=>)[^<]+(?=<\/)|(?<=": ?)(?:"[^"]*"|\d+)/g)]
  const { index, 0: value } = values.length === 0 ? { index: 0, 0: '' } : dice.pick(values)
  const text = dice.pick(hostileTexts)
  const put = value.startsWith('"') && dice.chance(0.8) ? JSON.stringify(text) : text
  return Buffer.from(sample.slice(0, index) + put + sample.slice(index + value.length))
}

function spoilQuery(query: [string, string][], dice: Dice): void {
  const at = dice.int(query.length)
  const [name = '', value = ''] = query[at] ?? []
  const text = hostileWord(dice)
  switch (dice.int(5)) {
    case 0:
      query.splice(at, 1)
      break
    case 1:
      query.push([name, value])
      break
    case 2:
      query[at] = [name, text]
      break
    case 3:
      query.push([text, value])
      break
    default:
      query.push([`${name}[__proto__]`, value], ['encrypt_type', dice.pick(['aes', 'raw', ''])])
  }
}
