import type { Context } from '../context.ts'
import { type Answer, error, type Json, json, textOf } from './call.ts'
import type { Door } from './door.ts'
import { createLimit } from './limits.ts'
import { type Grant, issueToken, stableToken } from './tokens.ts'

/** What a token endpoint is asked with: the query, a body, and from where. */
export interface TokenRequest {
  readonly query: URLSearchParams
  readonly json: Json | null
  readonly address: string
}

/** `/cgi-bin/token` and `/cgi-bin/stable_token`: our own token for the account's AppSecret, or for a key of ours. */
export interface TokenEndpoints {
  token(request: TokenRequest): Promise<Answer>
  stableToken(request: TokenRequest): Promise<Answer>
}

const dayMs = 24 * 60 * 60_000
/** WeChat's own bound of `token`: a program that asks before each call is told so, instead of filling the table. */
const issuedPerDay = 2_000
/** WeChat's own bounds of force_refresh. */
const forcedPerDay = 20
const forcedEveryMs = 30_000

export function createTokenEndpoints(
  ctx: Pick<Context, 'pool' | 'clock' | 'secrets'>,
  door: Door,
): TokenEndpoints {
  const now = () => ctx.clock.now()
  const issuedToday = createLimit({ most: issuedPerDay, perMs: dayMs, now })
  const forcedToday = createLimit({ most: forcedPerDay, perMs: dayMs, now })
  const forcedAt = new Map<string, number>()

  function refuseForce(name: string): Answer | null {
    if (now() - (forcedAt.get(name) ?? Number.NEGATIVE_INFINITY) < forcedEveryMs) return error(45011)
    if (!forcedToday.take(name)) return error(45009)
    forcedAt.set(name, now())
    return null
  }

  return {
    async token({ query, json: body, address }) {
      const field = (name: string) => query.get(name) ?? textOf(body, name)
      const owner = await identify(door, field, address)
      if ('kind' in owner) return owner
      if (!issuedToday.take(`${owner.accountId}/${owner.keyId}`)) return error(45009)
      return granted(await issueToken(ctx, { ...owner, endpoint: 'token' }, owner.secretHash))
    },

    async stableToken({ json: body, address }) {
      if (body === null) return error(47001)
      const owner = await identify(door, (name) => textOf(body, name), address)
      if ('kind' in owner) return owner
      const force = body.force_refresh === true
      const refused = force ? refuseForce(`${owner.accountId}/${owner.keyId}`) : null
      if (refused !== null) return refused
      return granted(await stableToken(ctx, { ...owner, endpoint: 'stable_token' }, owner.secretHash, force))
    },
  }
}

async function identify(door: Door, field: (name: string) => string, address: string) {
  if (field('grant_type') !== 'client_credential') return error(40002)
  const [appid, secret] = [field('appid'), field('secret')]
  if (appid === '') return error(41002)
  if (secret === '') return error(41004)
  return door.bySecret({ appid, secret, address })
}

function granted({ token, expiresInSeconds }: Grant): Answer {
  return json({ access_token: token, expires_in: expiresInSeconds })
}
