import type { UserToken } from '../world/oauth.ts'
import { openidOf } from '../world/people.ts'
import type { AccountState, World } from '../world/world.ts'
import { type Answer, error, json, ok } from './call.ts'

type Query = Record<string, string>

/** Web authorization's calls (protocol 9.1). Their tokens are a user's, not the account's. */
export const snsAnswers: Record<string, (world: World, query: Query) => Answer> = {
  '/sns/oauth2/access_token': redeem,
  '/sns/oauth2/refresh_token': refresh,
  '/sns/userinfo': userInfo,
  '/sns/auth': check,
}

function redeem(world: World, query: Query): Answer {
  const state = accountOf(world, query)
  if ('kind' in state) return state
  if (!query.secret) return error(41004)
  if (query.secret !== state.account.secret) return error(40125)
  if (query.grant_type !== 'authorization_code') return error(40002)
  if (!query.code) return error(41008)
  if (!state.account.verified) return error(48001)
  const token = state.oauth.redeem(query.code, world.clock.now())
  return typeof token === 'number' ? error(token) : granted(world, state, token)
}

function refresh(world: World, query: Query): Answer {
  const state = accountOf(world, query)
  if ('kind' in state) return state
  if (query.grant_type !== 'refresh_token') return error(40002)
  if (!query.refresh_token) return error(41003)
  const token = state.oauth.refresh(query.refresh_token, world.clock.now())
  return typeof token === 'number' ? error(token) : granted(world, state, token)
}

function userInfo(world: World, query: Query): Answer {
  const held = holderOf(world, query)
  if ('kind' in held) return held
  if (held.token.scope !== 'snsapi_userinfo') return error(48001)
  const { person, openid } = held
  return json({
    openid,
    nickname: person.name,
    sex: 0,
    language: '',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    privilege: [],
  })
}

function check(world: World, query: Query): Answer {
  const held = holderOf(world, query)
  return 'kind' in held ? held : ok
}

function accountOf(world: World, query: Query): AccountState | Answer {
  if (!query.appid) return error(41002)
  return world.account(query.appid) ?? error(40013)
}

function holderOf(world: World, query: Query) {
  if (!query.access_token) return error(41001)
  for (const state of world.accounts.values()) {
    const token = state.oauth.token(query.access_token)
    if (token === null) continue
    if (world.clock.now() >= token.expiresAt) return error(42001)
    const person = world.people.get(token.personId)
    const openid = openidOf(state.account.appid, token.personId)
    return person === undefined || openid !== query.openid ? error(40003) : { person, openid, token }
  }
  return error(40001)
}

function granted(world: World, { account }: AccountState, token: UserToken): Answer {
  const snapshot = world.people.get(token.personId)?.snapshot === true
  return json({
    access_token: token.value,
    expires_in: Math.floor((token.expiresAt - world.clock.now()) / 1000),
    refresh_token: token.refreshToken,
    openid: openidOf(account.appid, token.personId),
    scope: token.scope,
    ...(snapshot ? { is_snapshotuser: 1 } : {}),
  })
}
