import { randomBytes } from 'node:crypto'
import type { Shop } from './callback.ts'
import type { Product } from './product.ts'

/** An account in plain mode, made by the operator's command. */
export async function addShop(
  product: Product,
  {
    developerUrl,
    apiBase,
    secret = randomBytes(16).toString('hex'),
  }: { readonly developerUrl?: string; readonly apiBase?: string; readonly secret?: string } = {},
): Promise<Shop> {
  const shop = {
    appid: `wx${randomBytes(8).toString('hex')}`,
    token: randomBytes(8).toString('hex'),
    originalId: 'gh_5f2c1e9ab7d4',
  }
  await product.duokefu('account add --allow-private', {
    name: '花田小店',
    appid: shop.appid,
    secret,
    token: shop.token,
    mode: 'plain',
    'api-base': apiBase ?? 'http://127.0.0.1:9', // nobody answers there: nothing is sent
    ...(developerUrl === undefined ? {} : { 'developer-url': developerUrl, 'developer-token': shop.token }),
  })
  return shop
}
