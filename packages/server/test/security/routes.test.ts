import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Role,
  type Route,
  roles,
  type Shop,
  type Shops,
  startShops,
  storedOf,
} from './shops.ts'
import { addressOf, isOfAccount, type Statement, saidOf, statements } from './statements.ts'

// Every route that the server has, asked by everybody who may not, and by everybody who may.

let shops: Shops
beforeAll(async () => {
  shops = await startShops()
})
afterAll(() => shops.stop())

interface Case {
  readonly route: Route
  readonly said: Statement
}

function cases(wanted: (route: Route, said: Statement) => boolean): Case[] {
  return shops.routes.flatMap((route) =>
    saidOf(route)
      .filter((said) => wanted(route, said))
      .map((said) => ({ route, said })),
  )
}

const nameOf = ({ method, url }: Route) => `${method} ${url}`
const rank = (role: Role) => roles.indexOf(role)
const isRole = (door: string): door is Role => roles.some((role) => role === door)

/** A request about our shop and its things. */
function askAs(cookie: string | null, { route, said }: Case, account: Shop = shops.ours): Promise<Answer> {
  const body = said.body?.(shops.ours)
  return shops.ask(route.method, addressOf(route, said, account, shops.ours), { cookie, body })
}

/** Answers that are not what they should be, by route. */
async function odd(
  all: readonly Case[],
  cookie: string | null,
  isRight: (answer: Answer, said: Case) => boolean,
): Promise<string[]> {
  const found = await manyAtOnce(all, async (each) => {
    const answer = await askAs(cookie, each)
    return isRight(answer, each)
      ? []
      : [`${nameOf(each.route)}: ${answer.status} ${answer.text.slice(0, 80)}`]
  })
  return found.flat()
}

async function manyAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < items.length; from += 8)
    results.push(...(await Promise.all(items.slice(from, from + 8).map(work))))
  return results
}

describe('the table of routes', () => {
  it('[design] says of every route who may come in, and of none that is not there', () => {
    const there = shops.routes.filter(({ method }) => method !== 'HEAD').map(nameOf)
    expect(there.length).toBeGreaterThan(120)
    expect(there.filter((route) => !statements.has(route))).toEqual([])
    expect([...statements.keys()].filter((route) => !there.includes(route))).toEqual([])
    expect(shops.routes.filter((route) => saidOf(route).length === 0)).toEqual([])
  })
})

const stored = (shop: Shop) => storedOf(shops, shop)

const ofMembers = () => cases((route, { door }) => isOfAccount(route) && isRole(door))
const isUnsafe = ({ method }: Route) => !['GET', 'HEAD', 'OPTIONS'].includes(method)

describe('a route of an account', () => {
  it('[design] is shut to whoever is not logged in', async () => {
    expect(await odd(ofMembers(), null, ({ status }) => status === 401)).toEqual([])
    expect(await odd(ofMembers(), 'duokefu_login=guessed', ({ status }) => status === 401)).toEqual([])
  })

  it('[L18] does not exist for the owner of another account, nor for who left this one', async () => {
    const before = await stored(shops.ours)
    for (const cookie of [shops.theirs.cookies.owner, shops.removed])
      expect(await odd(ofMembers(), cookie, ({ status }) => status === 404)).toEqual([])
    expect(await stored(shops.ours)).toEqual(before)
  })

  it('[L18] reaches nothing of another account, whose ids are known', async () => {
    const { ours, theirs } = shops
    const before = await stored(ours)
    const told = await manyAtOnce(ofMembers(), async (each) => {
      const answer = await askAs(theirs.cookies.owner, each, theirs)
      const isFair = each.said.blind === true ? answer.status < 500 : isRefused(answer, each)
      return isFair && !answer.text.includes(ours.marker)
        ? []
        : [`${nameOf(each.route)}: ${answer.status} ${answer.text.slice(0, 200)}`]
    })
    expect(told.flat()).toEqual([])
    expect(await stored(ours)).toEqual(before)
    // Nor did any of it become theirs.
    const kept = await shops.rows<{ row: string }>(
      `select t::text as row from agent t where account_id = $1
       union all select t::text from conversation t where account_id = $1
       union all select t::text from message t where account_id = $1
       union all select t::text from agent_group_member t where account_id = $1
       union all select settings::text from account t where account_id = $1`,
      [theirs.id],
    )
    const { media, agent } = ours.things
    expect(kept.filter(({ row }) => row.includes(media) || new RegExp(`\\b${agent}\\b`).test(row))).toEqual(
      [],
    )
  })

  /** A list of one's own is told to everybody who may ask; a thing in the address must be one's own. */
  function isRefused({ status }: Answer, { route, said }: Case): boolean {
    const namesThing = /:(?!account)/.test(route.url) || said.body !== undefined
    return namesThing ? status >= 400 && status < 500 : status < 500
  }
})

describe('a page of another site', () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]

  it('[design] changes nothing with this browser’s cookie, by any route', async () => {
    const unsafe = shops.routes.filter((route) => isUnsafe(route) && route.url.startsWith('/api/'))
    const before = await stored(shops.ours)
    const passed = await manyAtOnce(
      unsafe.flatMap((route) => foreign.map((headers) => ({ route, headers }))),
      async ({ route, headers }) => {
        const [said] = saidOf(route)
        if (said === undefined) return [nameOf(route)]
        const { ours } = shops
        const body = said.body?.(ours)
        const asked = { cookie: ours.cookies.owner, headers, body }
        const { status } = await shops.ask(route.method, addressOf(route, said, ours, ours), asked)
        return status === 403 ? [] : [`${nameOf(route)} ${JSON.stringify(headers)}: ${status}`]
      },
    )
    expect(passed.flat()).toEqual([])
    expect(await stored(shops.ours)).toEqual(before)
  })

  it('[design] nor by a route that only reads', async () => {
    const reading = ofMembers().filter(({ route }) => !isUnsafe(route))
    const before = await stored(shops.ours)
    expect(await odd(reading, shops.ours.cookies.owner, ({ status }) => status < 500)).toEqual([])
    const after = await stored(shops.ours)
    const changed = Object.keys(after).filter((table) => after[table] !== before[table])
    // An export is noted, and what WeChat said is kept.
    expect(changed.filter((table) => !/^(audit_log|wechat_token)$/.test(table))).toEqual([])
  })
})

describe('what people are told', () => {
  it('[design] stays out of caches that others use', async () => {
    const reading = cases((route) => route.method === 'GET' && route.url.startsWith('/api/accounts/'))
    const kept = (answer: Answer) => {
      const policy = answer.headers['cache-control'] ?? ''
      return policy.includes('no-store') || policy.startsWith('private')
    }
    expect(await odd(reading, shops.ours.cookies.owner, kept)).toEqual([])
  })

  it('[design] can stand in no frame and is taken for nothing else', async () => {
    const reading = cases((route) => route.method === 'GET' && route.url.startsWith('/api/'))
    const guarded = ({ headers }: Answer) =>
      headers['x-content-type-options'] === 'nosniff' &&
      /frame-ancestors 'none'|default-src 'none'; sandbox/.test(headers['content-security-policy'] ?? '') &&
      headers['referrer-policy'] === 'same-origin'
    const all = reading.filter(({ route }) => route.url !== '/api/realtime')
    expect(await odd(all, shops.ours.cookies.owner, guarded)).toEqual([])
  })
})

// Last, since what they may do is done.
describe('a member', () => {
  it.each(roles)('[L18] as %s does what the role may, and nothing else', async (role) => {
    const mayNot = ofMembers().filter(({ said }) => isRole(said.door) && rank(role) < rank(said.door))
    expect(await odd(mayNot, shops.ours.cookies[role], ({ status }) => status === 403)).toEqual([])
    const may = ofMembers().filter(({ said }) => isRole(said.door) && rank(role) >= rank(said.door))
    const cameIn = ({ status }: Answer, { route }: Case) =>
      status < 300 || status === 409 || (status === 404 && /:(?!account)/.test(route.url))
    expect(await odd(may, shops.ours.cookies[role], cameIn)).toEqual([])
  })
})
