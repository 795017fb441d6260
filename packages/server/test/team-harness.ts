import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { TeamAgent } from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import { addAgent } from '../src/agents/service.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { createTeam, type Team } from '../src/team/team.ts'
import { type FakeWechat, ok, startFakeWechat } from './fake-wechat.ts'
import { type Answer, startTestServer, type TestServer } from './harness.ts'
import {
  type Authorization,
  authorize,
  newBrowser,
  startAuthorization,
  type TestBrowser,
} from './wechat-phone.ts'

export const kfPaths = {
  add: '/customservice/kfaccount/add',
  update: '/customservice/kfaccount/update',
  avatar: '/customservice/kfaccount/uploadheadimg',
  invite: '/customservice/kfaccount/inviteworker',
  delete: '/customservice/kfaccount/del',
  list: '/cgi-bin/customservice/getkflist',
} as const

/** The picture that agents of these tests have. */
export const picture = Buffer.from('ffd8ffe000104a46494600010100', 'hex')

/** A shop with an owner, its WeChat, and phones. */
export interface TeamHarness {
  readonly server: TestServer
  readonly wechat: FakeWechat
  readonly team: Team
  /** Cookies of the owner. */
  readonly owner: string
  /** A request below `/api/accounts/:account/team`. */
  ask(cookie: string, method: string, path: string, body?: unknown): Promise<Answer>
  /** Adds an agent, by the owner. */
  add(part?: { name?: string; kfPrefix?: string; avatarKey?: string }): Promise<TeamAgent>
  /** The agent as the owner's page shows them now. */
  now(agentId: string): Promise<TeamAgent>
  /** Makes somebody who logs in, in a role. */
  member(role: TeamAgent['role'], name?: string): Promise<{ id: AgentId; cookie: string }>
  /** A picture that was uploaded; its key. */
  uploaded(): Promise<string>
  /** The whole link's token. */
  invite(agentId: string, contact?: { kind: string; value: string } | null): Promise<string>
  /** A phone on which an invitation was opened in WeChat, by whoever has this openid. */
  phone(openid: string, token: string): Promise<TestBrowser>
  /** What WeChat's list of kf accounts shows from now on. */
  listed(list: readonly object[]): void
  acts(): Promise<string[]>
  stop(): Promise<void>
}

export async function startTeamHarness(): Promise<TeamHarness> {
  const teams: Team[] = []
  const [server, wechat] = await Promise.all([
    startTestServer({
      apiBeside(ctx, desk) {
        const team = createTeam(ctx, {
          openPicture: async () => ({ stream: Readable.from(picture), mime: 'image/jpeg' }),
          timers: systemTimers,
        })
        teams.push(team)
        return team.routes(desk.events)
      },
    }),
    startFakeWechat(),
  ])
  const { ctx, account, agents } = server
  await ctx.pool.query(
    `update account set api_base = $1, oauth_base = $1, wechat_id = 'huatian' where account_id = $2`,
    [wechat.url, account.id],
  )
  await ctx.accounts.refresh(account.id)
  behave(wechat)
  const oauth: Authorization = startAuthorization(wechat, account.appid)
  const owner = await server.login(agents.zhou)
  const base = `/api/accounts/${account.id}/team`
  const ask: TeamHarness['ask'] = (cookie, method, path, body) =>
    server.ask(cookie, method, `${base}${path}`, body)

  return {
    server,
    wechat,
    team: made(teams[0]),
    owner,
    ask,
    async add({ name = '小陈', kfPrefix, avatarKey } = {}) {
      const body = { name, kfPrefix: kfPrefix ?? null, avatarKey: avatarKey ?? null }
      return (await ask(owner, 'POST', '/agents', body)).body
    },
    async now(agentId) {
      const { body } = await ask(owner, 'GET', '')
      return body.agents.find(({ id }: TeamAgent) => id === agentId)
    },
    async member(role, name = role) {
      const { agentId: id } = await addAgent(ctx, { accountId: account.id, name, kfAccount: null, role })
      return { id, cookie: await server.login(id) }
    },
    async uploaded() {
      const key = randomUUID()
      await ctx.pool.query(
        `insert into media (account_id, media_key, digest, mime, bytes, state, created_at)
         values ($1, $2, $3, 'image/jpeg', $4, 'ready', now())`,
        [account.id, key, createHash('sha256').update(picture).digest('hex'), picture.length],
      )
      return key
    },
    async invite(agentId, contact = null) {
      const body = { contact, throughWechat: false }
      const answer = await ask(owner, 'POST', `/agents/${agentId}/invitation`, body)
      return String(answer.body.link).replace(/^.*\/m\/invite\//, '')
    },
    async phone(openid, token) {
      const phone = newBrowser(server)
      const query = new URLSearchParams({ account: account.id, return: `/m/invite/${token}` })
      const { body } = await phone.ask('GET', `/api/phone/identity?${query}`)
      await authorize(phone, body.authorizeUrl, oauth.code(openid))
      return phone
    },
    listed: (list) => wechat.on(kfPaths.list, () => ({ json: { kf_list: list } })),
    async acts() {
      const found = await ctx.pool.query<{ act: string }>('select act from audit_log order by audit_id')
      return found.rows.map(({ act }) => act)
    },
    stop: () => Promise.all([server.stop(), wechat.stop()]).then(() => undefined),
  }
}

/** WeChat with the right to kf accounts, and nobody in its list. */
export function behave(wechat: FakeWechat): void {
  for (const path of Object.values(kfPaths)) wechat.on(path, () => ok)
  wechat.on(kfPaths.list, () => ({ json: { kf_list: [] } }))
  wechat.on('/cgi-bin/user/info', ({ query }) => ({ json: { openid: query.get('openid'), subscribe: 0 } }))
}

function made<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the harness made nothing')
  return value
}
