import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Account, allowsReturnTo } from '../world/account.ts'
import type { Scope } from '../world/oauth.ts'
import type { World } from '../world/world.ts'
import { cookieOf, PERSON_COOKIE } from './cookies.ts'
import { type Sentence, sendPage } from './page.ts'

type Query = Record<string, string>
type Refusal = 10003 | 10005 | 10010 | 10011 | 10012 | 10013

const TEXT_OF: Record<Refusal, Sentence> = {
  10003: {
    zh: 'redirect_uri 域名与后台配置不一致',
    en: 'The host of redirect_uri is not the one of the settings',
  },
  10005: { zh: '此公众号并没有这些 scope 的权限', en: 'This account has no right to this scope' },
  10010: { zh: 'scope 不能为空', en: 'scope is missing' },
  10011: { zh: 'redirect_uri 不能为空', en: 'redirect_uri is missing' },
  10012: { zh: 'appid 不能为空', en: 'appid is missing' },
  10013: { zh: 'state 不能为空', en: 'state is missing' },
}

/** Web authorization as open.weixin.qq.com does it (protocol 9.1), for the person whose in-app browser asks. */
export function authorizeRoute(app: FastifyInstance, world: World): void {
  app.get('/connect/oauth2/authorize', async (request: FastifyRequest<{ Querystring: Query }>, reply) => {
    const { query } = request
    const person = world.people.get(cookieOf(request, PERSON_COOKIE))
    if (person === undefined) {
      return sendPage(request, reply, {
        title: { zh: '请在微信客户端打开链接', en: 'Open this link in WeChat' },
        text: {
          zh: '在模拟微信的手机里打开，才知道是谁。',
          en: 'Open it on a phone of the simulated WeChat: only there is it known who you are.',
        },
        icon: 'info',
      })
    }
    const state = world.accounts.get(query.appid ?? '') ?? null
    const refusal = refusalOf(query, state?.account ?? null)
    if (state === null || refusal !== null) {
      const code = refusal ?? 10012
      return sendPage(request, reply, {
        title: { zh: '无法打开', en: 'This can’t be opened' },
        text: TEXT_OF[code],
        note: { zh: `错误码：${code}`, en: `Error ${code}` },
        icon: 'warn',
      })
    }
    const scope: Scope = query.scope === 'snsapi_userinfo' ? 'snsapi_userinfo' : 'snsapi_base'
    if (scope === 'snsapi_userinfo' && query.consent !== 'allow') {
      return sendPage(request, reply, {
        title: { zh: state.account.name, en: state.account.name },
        text: {
          zh: `申请获取你的昵称、头像：${person.name}`,
          en: `asks for your name and picture: ${person.name}`,
        },
        icon: 'info',
        buttons: [
          {
            href: `/connect/oauth2/authorize?${new URLSearchParams({ ...query, consent: 'allow' })}`,
            label: { zh: '允许', en: 'Allow' },
          },
        ],
      })
    }
    const to = new URL(query.redirect_uri ?? '')
    to.searchParams.set('code', state.oauth.issueCode(person.id, scope, world.clock.now()))
    to.searchParams.set('state', query.state ?? '')
    return reply.redirect(to.href, 302)
  })
}

function refusalOf(query: Query, account: Account | null): Refusal | null {
  if (!query.appid || account === null) return 10012
  if (!query.redirect_uri) return 10011
  if (!query.scope) return 10010
  if (!query.state) return 10013
  if (query.scope !== 'snsapi_base' && query.scope !== 'snsapi_userinfo') return 10005
  if (!account.verified) return 10005
  return allowsReturnTo(account, query.redirect_uri) ? null : 10003
}
