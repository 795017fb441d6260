import type { AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { ProgramTeam } from '../team/program.ts'
import type { TeamRow } from '../team/store.ts'
import { agentNamed, onlineAgents } from './agent-store.ts'
import { type Answer, type Call, error, json, ok, type Route, refusal, textOf } from './call.ts'
import { mediaPart } from './multipart.ts'

type Ctx = Pick<Context, 'accounts' | 'clock' | 'pool' | 'publicUrl'>

export interface KfAccountParts {
  readonly team: ProgramTeam
  /** Keeps a picture; its key, or null when it is none. */
  readonly keepPicture: (call: Call, data: Buffer) => Promise<string | null>
}

/** WeChat allows as many. */
const mostAccounts = 100
const mostPictureBytes = 5 * 1024 * 1024

/** Agents as 多客服 has them (protocol 6.1): what is done to a kf account is done to our agent. */
export function kfAccountRoutes(ctx: Ctx, { team, keepPicture }: KfAccountParts): Route[] {
  /** Finds the agent a call names, then does something to them; our own refusals in WeChat's codes. */
  const withAgent =
    (act: (call: Call, agentId: AgentId) => Promise<Answer>) =>
    async (call: Call): Promise<Answer> => {
      const agentId = await agentNamed(ctx.pool, call.account.id, kfAccountOf(call))
      return agentId === null ? error(65401) : said(() => act(call, agentId))
    }

  async function add(call: Call): Promise<Answer> {
    const [prefix = '', suffix] = kfAccountOf(call).split('@', 2)
    const name = textOf(call.json, 'nickname').trim()
    const { wechatId } = call.account
    if (wechatId === null)
      return error(65404, 'set the WeChat id (公众号微信号) of this account at the back office first')
    if (!/^\w{1,10}$/.test(prefix) || suffix !== wechatId) return error(65404)
    if (!isNickname(name)) return error(65403)
    if ((await team.agents(call.account.id)).length >= mostAccounts) return error(65405)
    return said(async () => {
      await team.add(call.actor, { name, avatarKey: null, kfPrefix: prefix })
      return ok
    })
  }

  const update = withAgent(async (call, agentId) => {
    const name = textOf(call.json, 'nickname').trim()
    if (!isNickname(name)) return error(65403)
    await team.change(call.actor, agentId, { name })
    return ok
  })

  const remove = withAgent(async (call, agentId) => {
    await team.remove(call.actor, agentId)
    return ok
  })

  const setPicture = withAgent(async (call, agentId) => {
    const data = mediaPart(call)
    if (data === null) return error(41005)
    if (data.length > mostPictureBytes) return error(40009)
    const avatarKey = await keepPicture(call, data)
    if (avatarKey === null) return error(40005)
    await team.change(call.actor, agentId, { avatarKey })
    return ok
  })

  const invite = withAgent(async (call, agentId) => {
    const wx = textOf(call.json, 'invite_wx')
    if (wx === '') return error(65409)
    // WeChat can invite nobody to an account that it doesn't have: a name of ours alone is none.
    const invited = (await team.agents(call.account.id)).find((row) => row.agent_id === agentId)
    if (invited?.kf_account == null) return error(65404)
    const problem = await team.invite(call.actor, agentId, wx)
    return problem === null ? ok : refusal(problem.errcode, problem.errmsg)
  })

  async function list({ account }: Call): Promise<Answer> {
    const rows = await team.agents(account.id)
    return json({ kf_list: rows.map((row) => present(row, account, ctx.publicUrl())) })
  }

  async function listOnline({ account }: Call): Promise<Answer> {
    const agents = await onlineAgents(ctx.pool, account.id, ctx.clock.skewMs)
    return json({
      kf_online_list: agents.map(({ id, kfAccount, serving, autoAccept }) => ({
        kf_account: kfAccount,
        status: 1,
        kf_id: id,
        auto_accept: autoAccept,
        accepted_case: serving,
      })),
    })
  }

  return [
    { method: 'POST', path: '/customservice/kfaccount/add', handle: add },
    { method: 'POST', path: '/customservice/kfaccount/update', handle: update },
    // Current pages say POST with a body, older ones and their libraries GET with a query.
    { method: 'any', path: '/customservice/kfaccount/del', handle: remove },
    { method: 'POST', path: '/customservice/kfaccount/uploadheadimg', handle: setPicture },
    { method: 'POST', path: '/customservice/kfaccount/inviteworker', handle: invite },
    // Libraries ask at either.
    { method: 'any', path: '/cgi-bin/customservice/getkflist', handle: list },
    { method: 'any', path: '/customservice/getkflist', handle: list },
    { method: 'any', path: '/cgi-bin/customservice/getonlinekflist', handle: listOnline },
    { method: 'any', path: '/customservice/getonlinekflist', handle: listOnline },
  ]
}

function kfAccountOf({ json: body, query }: Call): string {
  return textOf(body, 'kf_account') || (query.get('kf_account') ?? '')
}

/** Up to 16 characters, as agents have at the back office; nothing that can't be stored. */
function isNickname(name: string): boolean {
  const { length } = [...name]
  return length > 0 && length <= 16 && !/\0|\p{Surrogate}/u.test(name)
}

function present(row: TeamRow, { appid, id }: Call['account'], publicUrl: string) {
  const picture = row.avatar_key
  return {
    kf_account: row.kf_account ?? `${row.agent_id}@${appid}`,
    kf_nick: row.name,
    kf_id: row.agent_id,
    kf_headimgurl: picture === null ? '' : `${publicUrl}/customservice/headimg/${id}/${picture}`,
    ...bindingOf(row),
  }
}

/** WeChat's own binding as its list told last: bound, else invited. */
function bindingOf(row: TeamRow) {
  if (row.wx !== null) return { kf_wx: row.wx }
  if (row.invite_wx === null) return {}
  const status = row.invite_is_over === true ? 'expired' : (row.invite_status ?? 'waiting')
  return {
    invite_wx: row.invite_wx,
    invite_expire_time: Math.floor((row.invite_expires_at ?? 0) / 1_000),
    invite_status: status,
  }
}

async function said(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (problem) {
    if (!(problem instanceof AppError)) throw problem
    switch (problem.code) {
      case 'kf_account_taken':
        return error(65406)
      case 'kf_suffix_missing':
        return error(65404)
      case 'not_found':
        return error(65401)
      // Owners and admins are the back office's alone.
      default:
        return error(48001)
    }
  }
}
