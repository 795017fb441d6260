import type { Shop } from '../../bench/product/callback.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Servers } from './servers.ts'

/** Makes an agent, logs them in by a one-time link at `url` and opens their desk there. */
export async function hire(
  servers: Pick<Servers, 'duokefu'>,
  { url, shop, name }: { readonly url: string; readonly shop: Shop; readonly name: string },
): Promise<Desk> {
  const { id } = fieldsOf(await servers.duokefu('agent add', { account: shop.appid, name, role: 'agent' }))
  const { url: link } = fieldsOf(await servers.duokefu(`login-link ${id}`))
  const cookie = await logIn(url, link ?? '')
  const session = await fetch(`${url}/api/session`, { headers: { cookie } })
  const { accounts } = (await session.json()) as { accounts: readonly { id: string }[] }
  return openDesk(url, accounts[0]?.id ?? '', cookie)
}

async function logIn(url: string, link: string): Promise<string> {
  const answer = await fetch(`${url}/api/login/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.slice(link.indexOf('#') + 1) }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the login link was refused: ${answer.status}`)
  return cookie
}

function fieldsOf(answer: unknown): Readonly<Record<string, string>> {
  if (typeof answer !== 'object' || answer === null) throw new Error(`no fields in ${JSON.stringify(answer)}`)
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, String(value)]))
}
