import { objectOf, textOf } from '../json-fields.ts'
import { accountSends } from '../world/account-acts.ts'
import { strike } from '../world/misbehaviour.ts'
import { spendOne } from '../world/reply-window.ts'
import { startTyping } from '../world/typing.ts'
import { type Answer, type Call, error, ok, type Route } from './call.ts'
import type { ErrCode } from './errors.ts'
import { readMessage } from './message.ts'

const SEND = '/cgi-bin/message/custom/send'

/** Customer-service messages and the typing state (protocol 5). */
export const customRoutes: Route[] = [
  { method: 'POST', path: SEND, needs: 'verified', handle: send },
  { method: 'POST', path: '/cgi-bin/message/custom/typing', needs: 'verified', handle: typing },
]

function send(call: Call): Answer {
  const errcode = sendOrRefuse(call)
  call.world.keepSent(call.state, {
    at: call.at,
    openid: textOf(call.json, 'touser'),
    body: call.json,
    errcode,
  })
  return errcode === 0 ? ok : error(errcode)
}

function sendOrRefuse({ world, state, json, at }: Call): ErrCode {
  if (json === null) return 47001
  const fan = state.fans.get(textOf(json, 'touser'))
  if (fan === undefined) return 40003
  const message = readMessage(json, (id) => world.media.live(state.account.appid, id, at))
  if (!message.ok) return message.errcode
  const kfAccount = textOf(objectOf(json.customservice), 'kf_account')
  if (kfAccount !== '' && !state.kf.some((kf) => kf.account === kfAccount)) return 65401
  if (strike(world.faults, 'window_closed', SEND) !== null) return 45015
  if (strike(world.faults, 'allowance_used', SEND) !== null) return 45047
  const byAi = textOf(objectOf(json.aimsgcontext), 'is_ai_msg') === '1'
  const sender = { via: 'custom_send', kfAccount: kfAccount === '' ? null : kfAccount, byAi } as const
  return accountSends(world, state, fan, message.content, sender)
}

function typing({ world, state, json, at }: Call): Answer {
  if (json === null) return error(47001)
  const fan = state.fans.get(textOf(json, 'touser'))
  if (fan === undefined) return error(40003)
  const command = textOf(json, 'command')
  if (command !== 'Typing' && command !== 'CancelTyping') return error(45072)
  if (!fan.follows) return error(45015)
  const sendable = spendOne(fan.window, at)
  if (!sendable.ok) return error(sendable.errcode)
  if (command === 'CancelTyping') fan.typing = { ...fan.typing, until: 0 }
  else {
    const started = startTyping(fan.typing, at)
    if ('errcode' in started) return error(started.errcode)
    fan.typing = { ...fan.typing, until: started.until }
  }
  world.tell({ type: 'fan', appid: state.account.appid, personId: fan.personId })
  return ok
}
