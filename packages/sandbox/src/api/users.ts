import { type Json, listOf, objectOf, textOf } from '../json-fields.ts'
import type { Fan } from '../world/fan.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

const LARGEST_BATCH = 100
const LARGEST_PAGE = 10_000
/** Strictly under 30 bytes: about nine Chinese characters. */
const REMARK_BYTES_LIMIT = 30

/** Fans as WeChat gives them since 2021: no name, no picture (protocol 8). */
export const userRoutes: Route[] = [
  { method: 'GET', path: '/cgi-bin/user/info', handle: info },
  { method: 'POST', path: '/cgi-bin/user/info/batchget', handle: batch },
  { method: 'POST', path: '/cgi-bin/user/info/updateremark', handle: remark },
  { method: 'GET', path: '/cgi-bin/user/get', handle: list },
]

function info({ state, query }: Call): Answer {
  const fan = state.fans.get(query.openid ?? '')
  return fan === undefined ? error(40003) : json(present(fan))
}

function batch({ state, json: body }: Call): Answer {
  const wanted = listOf(body?.user_list)
  if (wanted.length === 0 || wanted.length > LARGEST_BATCH) return error(40032)
  const found: Json[] = []
  for (const item of wanted) {
    const fan = state.fans.get(textOf(objectOf(item), 'openid'))
    if (fan === undefined) return error(40003)
    found.push(present(fan))
  }
  return json({ user_info_list: found })
}

function remark({ state, json: body }: Call): Answer {
  const fan = state.fans.get(textOf(body, 'openid'))
  if (fan === undefined) return error(40003)
  const text = textOf(body, 'remark')
  if (Buffer.byteLength(text) >= REMARK_BYTES_LIMIT) return error(40092)
  fan.remark = text
  return ok
}

function list({ state, query }: Call): Answer {
  const openids = [...state.fans.values()].filter((fan) => fan.follows).map((fan) => fan.openid)
  const from = query.next_openid ? openids.indexOf(query.next_openid) + 1 : 0
  const page = openids.slice(from, from + LARGEST_PAGE)
  const data = page.length === 0 ? {} : { data: { openid: page } }
  return json({ total: openids.length, count: page.length, ...data, next_openid: page.at(-1) ?? '' })
}

function present(fan: Fan): Json {
  if (!fan.follows) return { subscribe: 0, openid: fan.openid, tagid_list: [] }
  return {
    subscribe: 1,
    openid: fan.openid,
    language: 'zh_CN',
    subscribe_time: Math.floor(fan.followedAt / 1000),
    remark: fan.remark,
    groupid: 0,
    tagid_list: [],
    subscribe_scene: fan.followScene,
    qr_scene: 0,
    qr_scene_str: fan.qrScene,
  }
}
