import { type Json, textOf } from '../json-fields.ts'
import { addKf, inviteKf, type KfAccount, removeKf, renameKf } from '../world/kf.ts'
import { judgeMedia } from '../world/media-kind.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

/** Agents' accounts of WeChat's own desk (protocol 6.1). Nobody is ever online there. */
export const kfRoutes: Route[] = [
  { method: 'POST', path: '/customservice/kfaccount/add', handle: (call) => error(write(addKf, call)) },
  { method: 'POST', path: '/customservice/kfaccount/update', handle: (call) => error(write(renameKf, call)) },
  // Current pages say POST with a body, older ones and their SDKs GET with a query.
  { method: 'any', path: '/customservice/kfaccount/del', handle: remove },
  { method: 'POST', path: '/customservice/kfaccount/uploadheadimg', handle: setPicture },
  { method: 'POST', path: '/customservice/kfaccount/inviteworker', handle: invite },
  { method: 'GET', path: '/cgi-bin/customservice/getkflist', handle: list },
  { method: 'GET', path: '/customservice/getkflist', handle: list },
  { method: 'GET', path: '/cgi-bin/customservice/getonlinekflist', handle: listOnline },
  { method: 'GET', path: '/customservice/getonlinekflist', handle: listOnline },
]

function write(change: typeof addKf, { state, json: body }: Call) {
  return change(state.kf, textOf(body, 'kf_account'), textOf(body, 'nickname'))
}

function remove({ state, json: body, query }: Call): Answer {
  return error(removeKf(state.kf, textOf(body, 'kf_account') || (query.kf_account ?? '')))
}

function setPicture({ world, state, query, file, at }: Call): Answer {
  const kf = state.kf.find((each) => each.account === query.kf_account)
  if (kf === undefined) return error(65401)
  if (file === null) return error(41005)
  const format = judgeMedia('image', file.bytes)
  if (typeof format === 'object') return error(format.errcode)
  const { appid } = state.account
  const { id } = world.media.add({ appid, type: 'image', format, bytes: file.bytes, at })
  kf.avatarUrl = `${world.origin}/pic/${id}`
  return ok
}

function invite({ state, json: body, at }: Call): Answer {
  return error(inviteKf(state.kf, textOf(body, 'kf_account'), textOf(body, 'invite_wx'), at))
}

function list({ state, at }: Call): Answer {
  return json({ kf_list: state.kf.map((kf) => present(kf, at)) })
}

function listOnline(): Answer {
  return json({ kf_online_list: [] })
}

function present(kf: KfAccount, at: number): Json {
  const { invitation } = kf
  return {
    kf_account: kf.account,
    kf_nick: kf.nick,
    kf_id: kf.id,
    kf_headimgurl: kf.avatarUrl,
    ...(invitation === null
      ? {}
      : {
          invite_wx: invitation.wechatId,
          invite_expire_time: Math.floor(invitation.expiresAt / 1000),
          invite_status: at < invitation.expiresAt ? 'waiting' : 'expired',
        }),
  }
}
