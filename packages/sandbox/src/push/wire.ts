import { randomInt } from 'node:crypto'
import { aesKeyOf, encodePushJson, encodePushXml, wrapPush } from '@duokefu/wechat'
import type { Account } from '../world/account.ts'
import type { Fan } from '../world/fan.ts'
import type { PushNodes } from '../world/fan-acts.ts'

export type Wire = { url: URL; contentType: string; body: Buffer }

/** A callback as it goes over the wire, signed (and encrypted) for one try. `at` in ms. */
export function wireOf(account: Account, serverUrl: string, fan: Fan, nodes: PushNodes, at: number): Wire {
  const clear = Buffer.from(account.format === 'xml' ? encodePushXml(nodes) : encodePushJson(nodes))
  const { body, query } = wrapPush({
    clear,
    format: account.format,
    mode: account.mode,
    aesKey: account.mode === 'plain' ? null : aesKeyOf(account.encodingAesKey),
    appid: account.appid,
    token: account.token,
    timestamp: String(Math.floor(at / 1000)),
    nonce: String(randomInt(100_000_000, 2_000_000_000)),
    toUserName: account.ghId,
    openid: fan.openid,
  })
  const url = new URL(serverUrl)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { url, contentType: account.format === 'xml' ? 'text/xml' : 'application/json', body }
}
