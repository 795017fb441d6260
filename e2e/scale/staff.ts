import type { Shop } from '../../bench/product/callback.ts'
import { newLogin } from '../../bench/product/new-login.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Servers } from './servers.ts'

/** Makes an agent, logs them in by a one-time link at `url` and opens their desk there. */
export async function hire(
  servers: Pick<Servers, 'duokefu'>,
  { url, shop, name }: { readonly url: string; readonly shop: Shop; readonly name: string },
): Promise<Desk> {
  const cookie = await newLogin(servers, { url, shop, name })
  const session = await fetch(`${url}/api/session`, { headers: { cookie } })
  const { accounts } = (await session.json()) as { accounts: readonly { id: string }[] }
  return openDesk(url, accounts[0]?.id ?? '', cookie)
}
