import { randomBytes } from 'node:crypto'
import type { Shop } from './callback.ts'
import type { Product } from './product.ts'

/** What a simulated WeChat has to know of an account as well. */
export interface NewShop extends Shop {
  readonly secret: string
}

export function newShop(): NewShop {
  return {
    appid: `wx${randomBytes(8).toString('hex')}`,
    token: randomBytes(8).toString('hex'),
    secret: randomBytes(16).toString('hex'),
    originalId: 'gh_5f2c1e9ab7d4',
  }
}

/** An account, made by the operator's command: in safe mode when the shop has a key for it. */
export async function addShop(
  product: Pick<Product, 'duokefu'>,
  options: { readonly developerUrl?: string; readonly apiBase?: string; readonly shop?: NewShop } = {},
): Promise<Shop> {
  const { developerUrl, apiBase, shop = newShop() } = options
  await product.duokefu('account add --allow-private', {
    name: '花田小店',
    appid: shop.appid,
    secret: shop.secret,
    token: shop.token,
    ...(shop.encodingAesKey === undefined
      ? { mode: 'plain' }
      : { mode: 'safe', 'aes-key': shop.encodingAesKey }),
    'api-base': apiBase ?? 'http://127.0.0.1:9', // nobody answers there: nothing is sent
    ...(developerUrl === undefined ? {} : { 'developer-url': developerUrl, 'developer-token': shop.token }),
  })
  return shop
}
