import { textOf } from '../json-fields.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

const ACTIONS = ['dns', 'ping', 'all']
const OPERATORS = ['CHINANET', 'UNICOM', 'CAP', 'DEFAULT']

/** Addresses, reachability and quotas of the account itself (protocol 4.2). */
export const accountRoutes: Route[] = [
  { method: 'GET', path: '/cgi-bin/getcallbackip', handle: () => json({ ip_list: ['127.0.0.1'] }) },
  { method: 'GET', path: '/cgi-bin/get_api_domain_ip', handle: () => json({ ip_list: ['127.0.0.1'] }) },
  { method: 'POST', path: '/cgi-bin/callback/check', handle: checkCallback },
  { method: 'POST', path: '/cgi-bin/clear_quota', handle: clearQuota },
]

function checkCallback({ state, json: body }: Call): Answer {
  if (state.account.serverUrl === null) return error(40201)
  const action = textOf(body, 'action')
  if (!ACTIONS.includes(action)) return error(40202)
  if (!OPERATORS.includes(textOf(body, 'check_operator'))) return error(40203)
  const dns = [{ ip: '127.0.0.1', real_operator: 'DEFAULT' }]
  const ping = [{ ip: '127.0.0.1', from_operator: 'DEFAULT', package_loss: '0%', time: '0.100ms' }]
  return json({ ...(action === 'ping' ? {} : { dns }), ...(action === 'dns' ? {} : { ping }) })
}

const CLEARS_PER_MONTH = 10
const MONTH_MS = 30 * 86_400_000

/** Ends a daily limit that the misbehaviour panel had set; ten times a month. */
function clearQuota({ world, state, json: body, at }: Call): Answer {
  if (textOf(body, 'appid') !== state.account.appid) return error(40013)
  state.quotaClears = state.quotaClears.filter((cleared) => at - cleared < MONTH_MS)
  if (state.quotaClears.length >= CLEARS_PER_MONTH) return error(48006)
  state.quotaClears.push(at)
  Object.assign(world.faults.daily_limit, { on: false, times: null })
  world.tell({ type: 'faults' })
  return ok
}
