import { type Json, textOf } from '../json-fields.ts'
import { closeSession, createSession, liveSessions, sessionOf } from '../world/desk.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

/** Who is served at WeChat's own desk, and who waits there (protocol 6.2). */
export const kfSessionRoutes: Route[] = [
  { method: 'POST', path: '/customservice/kfsession/create', needs: 'kf', handle: telling(createSession) },
  { method: 'POST', path: '/customservice/kfsession/close', needs: 'kf', handle: telling(closeSession) },
  { method: 'GET', path: '/customservice/kfsession/getsession', needs: 'kf', handle: ofFan },
  { method: 'GET', path: '/customservice/kfsession/getsessionlist', needs: 'kf', handle: ofAgent },
  { method: 'GET', path: '/customservice/kfsession/getwaitcase', needs: 'kf', handle: waiting },
]

/** There is no second page: what is beyond is only counted. */
const LARGEST_LIST = 100

/** Both calls name a fan and an agent, and what happens is told to the server URL. */
function telling(act: typeof createSession): (call: Call) => Answer {
  return ({ world, state, json: body, push }) => {
    if (body === null) return error(47001)
    const fan = state.fans.get(textOf(body, 'openid'))
    if (fan === undefined) return error(40003)
    const done = act(world, state, fan, textOf(body, 'kf_account'))
    if (typeof done === 'number') return error(done)
    for (const happening of done) push(fan, happening)
    return ok
  }
}

function ofFan({ state, query, at }: Call): Answer {
  const fan = state.fans.get(query.openid ?? '')
  if (fan === undefined) return error(40003)
  const session = sessionOf(state, fan, at)
  if (session === null) return json({ kf_account: '' })
  return json({ createtime: seconds(session.createdAt), kf_account: session.kfAccount })
}

function ofAgent({ state, query, at }: Call): Answer {
  if (!state.kf.some(({ account }) => account === query.kf_account)) return error(65401)
  const sessionlist = liveSessions(state, at)
    .filter(({ kfAccount }) => kfAccount === query.kf_account)
    .map(({ openid, createdAt }) => ({ createtime: seconds(createdAt), openid }))
  return json({ sessionlist })
}

function waiting({ state }: Call): Answer {
  const waitcaselist: Json[] = state.waiting
    .slice(0, LARGEST_LIST)
    .map(({ openid, latestAt }) => ({ latest_time: seconds(latestAt), openid }))
  return json({ count: state.waiting.length, waitcaselist })
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
