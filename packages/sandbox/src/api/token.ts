import { type Json, textOf } from '../json-fields.ts'
import { forceToken, type Grant, issueToken, stableToken } from '../world/tokens.ts'
import type { AccountState, World } from '../world/world.ts'
import { type Answer, error, json } from './call.ts'

type Credentials = { grantType: string; appid: string; secret: string; ip: string }

/** `GET /cgi-bin/token`: always a new token. */
export function basicToken(world: World, query: Record<string, string>, ip: string): Answer {
  const grantType = query.grant_type ?? ''
  const state = identify(world, { grantType, appid: query.appid ?? '', secret: query.secret ?? '', ip })
  if ('kind' in state) return state
  const issued = issueToken(state.tokens.basic, world.clock.now(), () => world.mintToken())
  return 'errcode' in issued ? error(issued.errcode) : granted(issued)
}

/** `POST /cgi-bin/stable_token`: the same token until shortly before its end, or a new one by force. */
export function stableTokenAnswer(world: World, body: Json | null, ip: string): Answer {
  if (body === null) return error(47001)
  const [grantType, appid, secret] = ['grant_type', 'appid', 'secret'].map((name) => textOf(body, name))
  const state = identify(world, {
    grantType: grantType ?? '',
    appid: appid ?? '',
    secret: secret ?? '',
    ip,
  })
  if ('kind' in state) return state
  const at = world.clock.now()
  const mint = () => world.mintToken()
  if (body.force_refresh !== true) return granted(stableToken(state.tokens.stable, at, mint))
  const forced = forceToken(state.tokens.stable, at, mint)
  return 'errcode' in forced ? error(forced.errcode) : granted(forced)
}

function identify(world: World, given: Credentials): AccountState | Answer {
  if (given.grantType !== 'client_credential') return error(40002)
  if (given.appid === '') return error(41002)
  if (given.secret === '') return error(41004)
  const state = world.account(given.appid)
  if (state === null) return error(40013)
  if (state.account.secret !== given.secret) return error(40125)
  const { ipAllowlist } = state.account
  if (ipAllowlist !== null && !ipAllowlist.includes(given.ip)) {
    return error(40164, `invalid ip ${given.ip} ipv6 ::ffff:${given.ip}, not in whitelist`)
  }
  return state
}

function granted(grant: Grant): Answer {
  return json({ access_token: grant.value, expires_in: grant.expiresInSeconds })
}
