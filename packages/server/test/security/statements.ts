import { randomUUID } from 'node:crypto'
import { pngOf } from '../png.ts'
import type { Role, Route, Shop } from './shops.ts'

/**
 * Who may come in by a route: a member of the account with at least this role; whoever is logged in; everybody; this
 * machine; or who shows something else than a cookie (a signature, a program's token or key, a one-time secret).
 */
export type Door = Role | 'person' | 'everybody' | 'machine' | 'signature' | 'token' | 'key' | 'one-time'

/** What is said of a route, with a request that has the right shape: only who asks can be wrong with it. */
export interface Statement {
  readonly door: Door
  /** Names things of the shop. */
  readonly body?: (shop: Shop) => unknown
  readonly query?: string
  /** The thing in its address is an agent's own. */
  readonly own?: true
  /** Another shop's things named in it are no fault of the request: nothing of theirs is told or changed. */
  readonly blind?: true
}

const agent: Statement = { door: 'agent' }
const supervisor: Statement = { door: 'supervisor' }
const admin: Statement = { door: 'admin' }
const everybody: Statement = { door: 'everybody' }
const person: Statement = { door: 'person' }
const oneTime: Statement = { door: 'one-time' }

const says = (body: Statement['body']) => ({ body: body ?? (() => undefined) })
const quickReply = ({ things }: Shop) => ({
  title: '您好',
  text: '{客户称呼}您好',
  pictures: [things.media],
  card: null,
  groupId: null,
  audience: things.group,
})
const wholeMenu = { buttons: [{ name: '客服', act: { type: 'click', key: 'KF' }, entries: [] }] }
const rule = (to: unknown) => ({
  id: randomUUID(),
  name: '转人工',
  enabled: true,
  when: [{ type: 'text_equals', words: ['人工'] }],
  action: { type: 'hand_over', to },
})
/** As if somebody else had changed it meanwhile: the asker is known, nothing is changed. */
const overtaken = 999_999
const today = new Date().toISOString().slice(0, 10)
const span = `from=${today}&to=${today}`
const ofAccount: Record<string, Statement | readonly Statement[]> = {
  'GET /desk': agent,
  'PATCH /me': { ...agent, ...says(() => ({ maximum: 7 })), blind: true },
  'POST /me/release': agent,
  'GET /recent': agent,
  'GET /serving': supervisor,
  'GET /overview': supervisor,

  'GET /conversations/:openid': agent,
  'GET /conversations/:openid/messages': { ...agent, blind: true },
  'GET /conversations/:openid/periods': { ...agent, blind: true },
  'GET /conversations/:openid/days': { ...agent, query: `month=${today.slice(0, 7)}`, blind: true },
  'GET /conversations/:openid/search': { ...agent, query: 'q=订单', blind: true },
  'GET /conversations/:openid/export': { ...supervisor, query: 'format=jsonl' },
  'PATCH /conversations/:openid/customer': { ...agent, ...says(() => ({ remark: '老客户' })) },
  'POST /conversations/:openid/typing': { ...agent, blind: true },
  'POST /conversations/:openid/commands': [
    { ...agent, ...says(() => ({ id: randomUUID(), type: 'note', text: '备注' })) },
    {
      ...agent,
      ...says(({ things }) => ({
        id: randomUUID(),
        type: 'reply',
        session: things.session,
        mode: 'send',
        content: { type: 'image', mediaKey: things.media },
      })),
    },
    {
      ...agent,
      ...says(({ things }) => ({
        id: randomUUID(),
        type: 'transfer',
        session: things.session,
        to: { kind: 'group', group: things.group },
        note: null,
      })),
    },
  ],

  'GET /records': { ...agent, query: span },
  'GET /records/search': { ...agent, query: `${span}&q=订单` },
  'GET /records/export': { ...supervisor, query: `${span}&format=csv` },
  'GET /records/older': { ...admin, query: 'days=3' },
  'GET /reports': { ...supervisor, query: span },
  'GET /reports/file': { ...supervisor, query: `${span}&format=csv` },

  'GET /replies': agent,
  'POST /replies': [
    // Its picture is looked for when it is sent.
    { ...supervisor, ...says((shop) => ({ scope: 'team', reply: quickReply(shop) })), blind: true },
    {
      ...agent,
      ...says((shop) => ({ scope: 'own', reply: { ...quickReply(shop), audience: null } })),
      blind: true,
    },
  ],
  'PUT /replies/:id': { ...supervisor, query: 'scope=team', ...says(quickReply) },
  'DELETE /replies/:id': { ...supervisor, query: 'scope=team' },
  'POST /replies/:id/restore': { ...supervisor, query: 'scope=team' },
  'POST /replies/:id/used': { ...agent, blind: true },
  'PUT /replies/order': [
    { ...supervisor, ...says(({ things }) => ({ scope: 'team', ids: [things.reply] })), blind: true },
    { ...agent, ...says(({ things }) => ({ scope: 'own', ids: [things.ownReply] })), blind: true },
  ],
  'POST /replies/import': {
    ...supervisor,
    ...says(() => ({ scope: 'team', rows: [{ group: '售后', title: '', text: '好的' }] })),
    blind: true,
  },
  'POST /reply-groups': { ...supervisor, ...says(() => ({ scope: 'team', name: '新组' })), blind: true },
  'PATCH /reply-groups/:id': { ...supervisor, query: 'scope=team', ...says(() => ({ name: '改名' })) },
  'DELETE /reply-groups/:id': { ...supervisor, query: 'scope=team' },
  'PUT /reply-groups/order': {
    ...supervisor,
    ...says(({ things }) => ({ scope: 'team', ids: [things.replyGroup] })),
    blind: true,
  },
  'POST /materials': {
    ...supervisor,
    ...says(() => ({ materials: [{ title: '素材', content: { type: 'text', text: '素材' } }] })),
    blind: true,
  },
  'PUT /materials/:id': {
    ...supervisor,
    ...says(() => ({ title: '素材', content: { type: 'text', text: '改过的素材' } })),
  },
  'DELETE /materials/:id': supervisor,
  'POST /materials/:id/restore': supervisor,

  'POST /media': {
    ...agent,
    ...says(() => {
      const form = new FormData()
      form.set('media', new Blob([pngOf(2, 2, () => [9, 9, 9, 255])]), 'a.png')
      return form
    }),
    blind: true,
  },
  'GET /media/:key': agent,
  'GET /media/:key/play': agent,
  'GET /media/:key/small': agent,
  'POST /media/:key/retry': agent,

  'GET /connection': admin,
  'PATCH /connection': { ...admin, ...says(() => ({ step: null })), blind: true },
  'POST /connection/keys': { ...admin, ...says(() => ({})), blind: true },
  'POST /connection/developer-test': {
    ...admin,
    ...says(() => ({ url: 'http://127.0.0.1:9/', token: null })),
    blind: true,
  },
  'POST /connection/checks': { ...admin, blind: true },
  'GET /interface': admin,
  'PUT /interface': { ...admin, ...says(() => ({ on: true })), blind: true },
  'PUT /interface/wechat-desk': { ...admin, ...says(() => ({ on: false })), blind: true },
  'GET /settings': admin,
  'PATCH /settings': {
    ...admin,
    ...says(({ things }) => ({ version: overtaken, settings: { fallbackGroup: things.group } })),
  },
  'GET /rules': admin,
  'PUT /rules': {
    ...admin,
    ...says(({ things }) => ({ version: overtaken, rules: [rule({ kind: 'agent', agent: things.agent })] })),
  },
  'POST /rules/pattern': { ...admin, ...says(() => ({ pattern: '订单' })), blind: true },
  'POST /rules/try': {
    ...admin,
    ...says(({ things }) => ({
      rules: [rule({ kind: 'group', group: things.group })],
      act: { kind: 'text', text: '人工' },
      state: 'none',
      firstMessage: true,
    })),
    blind: true,
  },
  'GET /menu': admin,
  'PUT /menu': { ...admin, ...says(() => ({ version: overtaken, menu: wholeMenu, actions: {} })) },
  'GET /menu/current': admin,
  'POST /menu/publish': { ...admin, ...says(() => ({ version: overtaken })) },
  'DELETE /menu/published': { ...admin, blind: true },
  'GET /audit': admin,
  'GET /health': admin,
  'GET /import': admin,
  'POST /import': { ...admin, ...says(() => ({ days: 1 })), blind: true },
  'PATCH /import': { ...admin, ...says(() => ({ state: 'paused' })), blind: true },

  'GET /team': supervisor,
  'POST /team/refresh': { ...supervisor, blind: true },
  'POST /team/contact': {
    ...admin,
    ...says(() => ({ kind: 'wechat', value: 'someone_else' })),
    blind: true,
  },
  'POST /team/agents': {
    ...admin,
    ...says(({ things }) => ({ name: '新人', avatarKey: things.media, kfPrefix: null })),
  },
  'PATCH /team/agents/:agent': {
    ...admin,
    ...says(({ things }) => ({ avatarKey: things.media, groups: [things.group] })),
  },
  'POST /team/agents/:agent/deactivate': { ...admin, ...says(() => ({ deleteKf: false })) },
  'POST /team/agents/:agent/reactivate': admin,
  'POST /team/agents/:agent/unbind': admin,
  'POST /team/agents/:agent/kf/retry': admin,
  'POST /team/agents/:agent/invitation': {
    ...admin,
    ...says(() => ({ contact: null, throughWechat: false })),
  },
  'DELETE /team/agents/:agent/invitation': admin,
  'POST /team/agents/:agent/invitation/confirm': admin,
  'POST /team/agents/:agent/invitation/refuse': admin,
  'POST /team/groups': {
    ...admin,
    ...says(({ things }) => ({ name: `组${randomUUID().slice(0, 8)}`, members: [things.agent] })),
    // Members are those of the account alone.
    blind: true,
  },
  'PATCH /team/groups/:group': { ...admin, ...says(({ things }) => ({ members: [things.agent] })) },
  'DELETE /team/groups/:group': admin,

  'GET /compat': admin,
  'PATCH /compat': { ...admin, ...says(() => ({ api: true })), blind: true },
  'POST /compat/keys': { ...admin, ...says(() => ({ door: 'api', name: 'ERP' })), blind: true },
  'DELETE /compat/keys/:key': admin,
  'POST /compat/addresses': {
    ...admin,
    ...says(() => ({ door: 'api', range: '198.51.100.0/24', note: '' })),
    blind: true,
  },
  'PUT /compat/addresses/:address': { ...admin, ...says(() => ({ range: '198.51.100.7', note: '' })) },
  'DELETE /compat/addresses/:address': admin,
}

const ticket = '/api/login/tickets/:ticket'
const phone = '/api/phone/tickets/:ticket'
const elsewhere: Record<string, Statement> = {
  'GET /wechat/:appid': { door: 'signature' },
  'POST /wechat/:appid': { door: 'signature' },
  'GET /cgi-bin/token': { door: 'key' },
  'POST /cgi-bin/token': { door: 'key' },
  'GET /cgi-bin/stable_token': { door: 'key' },
  'POST /cgi-bin/stable_token': { door: 'key' },
  'GET /cgi-bin/*': { door: 'token' },
  'POST /cgi-bin/*': { door: 'token' },
  'GET /customservice/*': { door: 'token' },
  'POST /customservice/*': { door: 'token' },
  // Pictures of agents, whom fans see as well.
  'GET /customservice/headimg/:account/:key': everybody,
  'POST /api/wechat-token': { door: 'key' },

  'GET /api/openapi.json': everybody,
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  'GET /metrics': { door: 'machine' },

  'GET /api/session': everybody,
  'GET /api/session/waiting': person,
  'GET /api/login/accounts': everybody,
  'POST /api/login/link': { ...oneTime, ...says(() => ({ token: 'a token that is none' })) },
  'POST /api/login/password': {
    ...oneTime,
    ...says(() => ({ name: 'nobody', password: 'none at all', code: null })),
  },
  'POST /api/logout': everybody,
  'POST /api/setup': { ...oneTime, ...says(() => ({ token: 'a token that is none', name: '老板' })) },
  'POST /api/login/tickets': { ...everybody, ...says(({ id }) => ({ account: id })) },
  [`GET ${ticket}`]: oneTime,
  [`POST ${ticket}/enter`]: oneTime,
  [`POST ${phone}/open`]: { ...oneTime, ...says(() => ({ token: null, arrived: true })) },
  [`POST ${phone}/confirm`]: oneTime,
  [`POST ${phone}/cancel`]: oneTime,
  'POST /api/login/wechat': { ...oneTime, ...says(({ id }) => ({ account: id, arrived: true })) },
  'GET /api/phone/identity': { ...everybody, query: 'account=1&return=/m/login/x' },
  'GET /m/oauth': oneTime,
  'GET /api/invitations/:token': oneTime,
  'POST /api/invitations/:token/accept': { ...oneTime, ...says(() => ({})) },
  'POST /api/invitations/:token/decline': oneTime,

  'GET /api/me/logins': person,
  'DELETE /api/me/logins/:login': person,
  'POST /api/me/logins/end-all': person,
  'PUT /api/me/password': {
    ...person,
    ...says(() => ({ name: `login${randomUUID().slice(0, 8)}`, password: 'long enough', current: null })),
  },
  'POST /api/me/totp': { ...person, ...says(() => ({ password: 'not mine' })) },
  'POST /api/me/totp/confirm': { ...person, ...says(() => ({ code: '000000' })) },
  'POST /api/me/totp/end': { ...person, ...says(() => ({ password: 'not mine' })) },
  // Who owns a shop here connects another one; whoever else asks is refused by what they are.
  'POST /api/accounts': {
    ...person,
    ...says(() => ({ name: '新店', appid: 'wx0000000000000000', secret: 'appsecret-of-a-new-shop' })),
  },
  // The account stands in the query: requests are made by the tests of the socket.
  'GET /api/realtime': agent,
}

const accountPath = '/api/accounts/:account'

/** Every route that the server is to have, each with what is said of it. */
export const statements: ReadonlyMap<string, readonly Statement[]> = new Map<string, readonly Statement[]>([
  ...Object.entries(elsewhere).map(([route, said]): [string, readonly Statement[]] => [route, [said]]),
  ...Object.entries(ofAccount).map(([route, said]): [string, readonly Statement[]] => [
    route.replace(' ', ` ${accountPath}`),
    [said].flat(),
  ]),
])

/** What is said of a route; a HEAD is its GET. */
export function saidOf({ method, url }: Route): readonly Statement[] {
  return statements.get(`${method === 'HEAD' ? 'GET' : method} ${url}`) ?? []
}

export const isOfAccount = ({ url }: Route): boolean => url.startsWith(accountPath)

/** A secret that has the shape of one. */
const madeUp = 'm'.repeat(43)

/** The address of a request: whose account, whose things. */
export function addressOf(
  { url }: Route,
  { query, own }: Statement,
  account: Shop,
  { things }: Shop,
): string {
  const names: Record<string, string> = {
    account: account.id,
    appid: account.appid,
    openid: things.openid,
    agent: things.agent,
    group: things.group,
    address: things.address,
    key: url.includes('/media/') || url.includes('/headimg/') ? things.media : things.key,
    id: idIn(url, things, own === true),
    ticket: madeUp,
    token: madeUp,
    login: randomUUID(),
  }
  const path = url.replace(/:(\w+)/g, (_, name: string) => names[name] ?? name).replace('*', 'user/info')
  return query === undefined ? path : `${path}?${query}`
}

function idIn(url: string, things: Shop['things'], own: boolean): string {
  if (url.includes('/materials/')) return things.material
  if (url.includes('/reply-groups/')) return own ? things.ownReplyGroup : things.replyGroup
  return own ? things.ownReply : things.reply
}
