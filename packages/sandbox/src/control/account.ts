import { type Json, objectOf, textOf } from '../json-fields.ts'
import { verifyUrl } from '../push/verify-url.ts'
import type { Account } from '../world/account.ts'
import type { TokenPool } from '../world/tokens.ts'
import { type ControlRequest, type Controls, refuse } from './scope.ts'

const CHECK_MS = 5000

/** The account's console: server configuration, WeChat's view of tokens and calls, the agents of the desk. */
export function accountRoutes({ app, world, pusher }: Controls): void {
  app.get('/sandbox/account', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const { account, tokens, calls, kf, menu } = state
    const pools = { stable: presentPool(tokens.stable), basic: presentPool(tokens.basic) }
    return {
      account: presentAccount(account),
      menu: menu?.buttons ?? null,
      kf: kf.map(({ account: name, nick, avatarUrl, online }) => ({
        account: name,
        nick,
        avatarUrl,
        online,
      })),
      appids: [...world.accounts.keys()],
      tokens: pools,
      calls,
      now: world.clock.now(),
    }
  })

  app.put('/sandbox/account', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const changed = changesOf(objectOf(request.body) ?? {})
    if (changed === null) return refuse(reply, 'bad_request')
    Object.assign(state.account, changed)
    world.tell({ type: 'people' })
    return { account: presentAccount(state.account) }
  })

  app.post('/sandbox/account/verify', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const { serverUrl } = state.account
    if (serverUrl === null) return refuse(reply, 'not_possible')
    return verifyUrl(state.account, serverUrl, world.clock.now(), CHECK_MS)
  })

  app.get('/sandbox/agents', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    return agentsOf(state.account.serverUrl)
  })

  app.get('/sandbox/sent', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const { openid } = request.query
    return { sent: state.sent.filter((sent) => openid === undefined || sent.openid === openid) }
  })

  app.post('/sandbox/reset', async () => {
    await pusher.idle()
    world.reset()
    pusher.pushes.clear()
    return {}
  })
}

/** Secrets stay inside: whoever made the account knows them. */
function presentAccount({ secret: _secret, token: _token, encodingAesKey: _key, ...open }: Account) {
  return open
}

function presentPool({ current }: TokenPool) {
  return current === null ? null : { expiresAt: current.expiresAt, end: current.value.slice(-6) }
}

function changesOf(body: Json): Partial<Account> | null {
  const changed: Partial<Account> = {}
  for (const name of ['name', 'token', 'encodingAesKey', 'secret'] as const) {
    if (name in body) changed[name] = textOf(body, name)
  }
  for (const name of ['verified', 'kfEnabled'] as const) {
    if (!(name in body)) continue
    if (typeof body[name] !== 'boolean') return null
    changed[name] = body[name]
  }
  if ('wechatId' in body) {
    if (!/^[A-Za-z0-9_-]{1,30}$/.test(textOf(body, 'wechatId'))) return null
    changed.wechatId = textOf(body, 'wechatId')
  }
  if ('oauthDomain' in body) changed.oauthDomain = textOf(body, 'oauthDomain') || null
  if ('ipAllowlist' in body) {
    if (body.ipAllowlist !== null && !Array.isArray(body.ipAllowlist)) return null
    changed.ipAllowlist = body.ipAllowlist?.map(String) ?? null
  }
  if ('mode' in body) {
    if (body.mode !== 'plain' && body.mode !== 'compatible' && body.mode !== 'safe') return null
    changed.mode = body.mode
  }
  if ('format' in body) {
    if (body.format !== 'xml' && body.format !== 'json') return null
    changed.format = body.format
  }
  if ('serverUrl' in body) {
    const url = textOf(body, 'serverUrl')
    if (body.serverUrl !== null && !URL.canParse(url)) return null
    changed.serverUrl = body.serverUrl === null ? null : url
  }
  return changed
}

type Agents = { serverOrigin: string | null; agents: unknown[] }

/** Asks the server who serves; nobody when it is not there. */
async function agentsOf(serverUrl: string | null): Promise<Agents> {
  if (serverUrl === null) return { serverOrigin: null, agents: [] }
  const { origin } = new URL(serverUrl)
  try {
    const response = await fetch(`${origin}/api/sandbox/agents`, { signal: AbortSignal.timeout(CHECK_MS) })
    const body = response.ok ? objectOf(await response.json()) : null
    return { serverOrigin: origin, agents: Array.isArray(body?.agents) ? body.agents : [] }
  } catch {
    return { serverOrigin: origin, agents: [] } // The server is down, which the page shows by an empty list.
  }
}
