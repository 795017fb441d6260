import { type Json, textOf } from '../json-fields.ts'
import { forgetAgent, liveSessions } from '../world/desk.ts'
import { addKf, invitationState, type KfAccount, removeKf, renameKf } from '../world/kf.ts'
import { inviteWorker } from '../world/kf-invite.ts'
import { judgeMedia } from '../world/media-kind.ts'
import { openidOf } from '../world/people.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

const AVATAR_BYTES = 5 * 1024 * 1024

/** Agents' accounts of WeChat's own desk (protocol 6.1). */
export const kfRoutes: Route[] = [
  { method: 'POST', path: '/customservice/kfaccount/add', needs: 'kf', handle: add },
  { method: 'POST', path: '/customservice/kfaccount/update', needs: 'kf', handle: rename },
  // Current pages say POST with a body, older ones and their SDKs GET with a query.
  { method: 'any', path: '/customservice/kfaccount/del', needs: 'kf', handle: remove },
  { method: 'POST', path: '/customservice/kfaccount/uploadheadimg', needs: 'kf', handle: setPicture },
  { method: 'POST', path: '/customservice/kfaccount/inviteworker', needs: 'kf', handle: invite },
  { method: 'GET', path: '/cgi-bin/customservice/getkflist', needs: 'kf', handle: list },
  { method: 'GET', path: '/customservice/getkflist', needs: 'kf', handle: list },
  { method: 'GET', path: '/cgi-bin/customservice/getonlinekflist', needs: 'kf', handle: listOnline },
  { method: 'GET', path: '/customservice/getonlinekflist', needs: 'kf', handle: listOnline },
  // Admins are a thing of Mini Programs' desks.
  { method: 'GET', path: '/customservice/kfaccount/setadmin', handle: () => error(48001) },
  { method: 'GET', path: '/customservice/kfaccount/canceladmin', handle: () => error(48001) },
]

function add({ world, state, json: body }: Call): Answer {
  const { wechatId, ghId } = state.account
  const added = addKf(state.kf, [wechatId, ghId], textOf(body, 'kf_account'), textOf(body, 'nickname'))
  world.tell({ type: 'people' })
  return error(added)
}

function rename({ world, state, json: body }: Call): Answer {
  const renamed = renameKf(state.kf, textOf(body, 'kf_account'), textOf(body, 'nickname'))
  world.tell({ type: 'people' })
  return error(renamed)
}

function remove({ world, state, json: body, query }: Call): Answer {
  const account = textOf(body, 'kf_account') || (query.kf_account ?? '')
  const removed = removeKf(state.kf, account)
  if (removed === 0) forgetAgent(state, account)
  world.tell({ type: 'people' })
  return error(removed)
}

/** The kf account is in the query, the picture (jpg or png, up to 5 MB) in the body. */
function setPicture({ world, state, query, file, at }: Call): Answer {
  const kf = state.kf.find((each) => each.account === query.kf_account)
  if (kf === undefined) return error(65401)
  if (file === null) return error(41005)
  if (file.bytes.length > AVATAR_BYTES) return error(40009)
  const format = judgeMedia('image', file.bytes)
  if (typeof format === 'object') return error(format.errcode)
  if (format === 'gif') return error(40005)
  const { appid } = state.account
  const { id } = world.media.add({ appid, type: 'image', format, bytes: file.bytes, at })
  kf.avatarUrl = `/pic/${id}`
  world.tell({ type: 'people' })
  return ok
}

function invite({ world, state, json: body }: Call): Answer {
  return error(inviteWorker(world, state, textOf(body, 'kf_account'), textOf(body, 'invite_wx')))
}

function list({ world, state, at }: Call): Answer {
  const { appid } = state.account
  return json({ kf_list: state.kf.map((kf) => present(kf, appid, world.origin, at)) })
}

function listOnline({ state, at }: Call): Answer {
  const online = state.kf.filter((kf) => kf.online)
  const served = (account: string) =>
    liveSessions(state, at).filter(({ kfAccount }) => kfAccount === account).length
  return json({
    kf_online_list: online.map(({ account, id, acceptedCases }) => ({
      kf_account: account,
      status: 1,
      kf_id: id,
      accepted_case: acceptedCases + served(account),
    })),
  })
}

function present(kf: KfAccount, appid: string, origin: string, at: number): Json {
  const { boundTo, invitation } = kf
  return {
    kf_account: kf.account,
    kf_nick: kf.nick,
    kf_id: kf.id,
    kf_headimgurl: kf.avatarUrl === '' ? '' : origin + kf.avatarUrl,
    ...(boundTo === null ? {} : { kf_wx: boundTo.wechatId, kf_openid: openidOf(appid, boundTo.personId) }),
    ...(boundTo !== null || invitation === null
      ? {}
      : {
          invite_wx: invitation.wechatId,
          invite_expire_time: Math.floor(invitation.expiresAt / 1000),
          invite_status: invitationState(invitation, at),
        }),
  }
}
