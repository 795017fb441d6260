import type { Shop } from './callback.ts'
import type { Product } from './product.ts'

/** Makes an agent by the operator's command and logs them in by a one-time link at `url`; answers the login's cookie. */
export async function newLogin(
  product: Pick<Product, 'duokefu'>,
  {
    url,
    shop,
    name,
    role = 'agent',
  }: {
    readonly url: string
    readonly shop: Pick<Shop, 'appid'>
    readonly name: string
    readonly role?: 'agent' | 'admin'
  },
): Promise<string> {
  const agent = await product.duokefu('agent add', { account: shop.appid, name, role })
  const link = field(await product.duokefu(`login-link ${field(agent, 'id')}`), 'url')
  const answer = await fetch(`${url}/api/login/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.slice(link.indexOf('#') + 1) }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the login link was refused: ${answer.status}`)
  return cookie
}

function field(answer: unknown, name: string): string {
  const value = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined
  if (typeof value !== 'string') throw new Error(`no ${name} in ${JSON.stringify(answer)}`)
  return value
}
