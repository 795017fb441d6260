import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import { decide } from './decide.ts'
import type { AgentId } from './ids.ts'
import {
  agent,
  allowed,
  context,
  event,
  firstSession,
  gone,
  hour,
  lin,
  lines,
  minute,
  names,
  noon,
  quotaOf,
  reservedForWu,
  serving,
  subject,
  waiting,
  wu,
} from './testing/builders.ts'

const open = (id: AgentId, text: string | null = null): Command => ({ type: 'api_open', agent: id, text })
const close = (id: AgentId): Command => ({ type: 'api_close', agent: id })
const send = (id: AgentId | null = null): Command => ({ type: 'api_reply', agent: id })

describe('kfsession/create', () => {
  it.each([
    ['a customer whom nobody has', subject()],
    ['one who waits', waiting()],
    ['one who is kept for somebody else', waiting(reservedForWu)],
  ])('[L5] gives the agent %s, and the developer URL hears of it', (_name, before) => {
    const { next, effects } = allowed(before, open(lin, '订单 1024'), context())
    expect(next.conversation).toMatchObject({ state: 'serving', agent: lin, kind: 'accepted' })
    expect(names(effects)).toEqual(['timeline:opened_by_api', 'open_session', 'developer:kf_create_session'])
    expect(lines(effects)).toEqual([{ kind: 'opened_by_api', agent: lin, text: '订单 1024' }])
  })

  it('[L14] says nothing to the customer, whatever the agent greets with', () => {
    const greets = context({ agents: [agent(lin, { greeting: '您好' })] })
    expect(names(allowed(waiting(), open(lin), greets).effects)).not.toContain('outbox:greeting')
  })

  it('[L14] gives an agent who is full one more: the program knows why', () => {
    const full = context({ agents: [agent(lin, { serving: 5, maximum: 5, autoAccept: false })] })
    expect(allowed(waiting(), open(lin), full).next.conversation.state).toBe('serving')
  })

  it('[L14] is done already for the agent who serves', () => {
    expect(allowed(serving(), open(lin), context())).toMatchObject({ effects: [], next: serving() })
  })

  it.each([
    ['somebody else serves', serving({ agent: wu }), context(), { code: 'already_served', by: wu }],
    [
      'the agent is offline',
      subject(),
      context({ agents: [agent(lin, { status: 'offline' })] }),
      { code: 'agent_offline' },
    ],
    ['the switch is off', subject(), context({ interfaceOn: false }), { code: 'interface_off' }],
    ['the fan left', subject({ subscribed: false }), context(), { code: 'unsubscribed' }],
  ])('[L14] is refused when %s', (_name, before, about, refusal) => {
    expect(decide(before, open(lin), about)).toMatchObject({ ok: false, refusal })
  })

  it('[L14] is refused for somebody who left', () => {
    const about = context({ agent: () => null })
    expect(decide(subject(), open(gone), about)).toMatchObject({ refusal: { code: 'agent_unknown' } })
  })
})

describe('kfsession/close', () => {
  it('[L5] ends the session at once, held replies with it', () => {
    const { next, effects } = allowed(serving({}, { held: 2 }), close(lin), context())
    expect(next).toMatchObject({ conversation: { state: 'none', closed: null }, held: 0 })
    expect(names(effects)).toEqual([
      'timeline:closed_by_api',
      'close_session',
      'developer:kf_close_session',
      'cancel_held',
    ])
    expect(effects.find(({ type }) => type === 'developer_event')).toMatchObject({ notBefore: noon })
  })

  it.each([
    ['nobody serves', subject(), { code: 'session_ended' }],
    ['the customer waits', waiting(), { code: 'session_ended' }],
    ['it is over by the clock', serving({ expiresAt: noon }), { code: 'session_ended' }],
    ['somebody else serves', serving({ agent: wu }), { code: 'not_yours', by: wu }],
  ])('[L14] is refused when %s', (_name, before, refusal) => {
    expect(decide(before, close(lin), context())).toMatchObject({ ok: false, refusal })
  })
})

describe('message/custom/send', () => {
  it.each([
    ['nobody has', subject()],
    ['who waits', waiting()],
    ['whom an agent serves', serving()],
  ])('[L9] spends one of a customer %s and changes nothing else', (_name, before) => {
    const { next, effects } = allowed(before, send(), context())
    expect(effects).toEqual([{ type: 'queue_api_reply', agent: null }])
    expect(next).toEqual({ ...before, quota: quotaOf(4), inFlight: 1 })
  })

  it('[L17] goes out with the switch off as well', () => {
    expect(names(allowed(subject(), send(), context({ interfaceOn: false })).effects)).toEqual([
      'queue_api_reply',
    ])
  })

  it('[L4] keeps the conversation alive in the name of the agent who serves, and of nobody else', () => {
    const about = context({ at: noon + minute })
    const later = { conversation: { expiresAt: noon + 31 * minute } }
    expect(allowed(serving(), send(lin), about).next).toMatchObject(later)
    expect(allowed(serving(), send(wu), about).next.conversation).toEqual(serving().conversation)
    expect(allowed(serving(), send(), about).next.conversation).toEqual(serving().conversation)
  })

  it.each([
    ['used up by our count alone', quotaOf(0), null],
    ['closed by our clock alone', quotaOf(3, { until: noon }), null],
    ['not known', { kind: 'unknown' } as const, null],
    ['used up, says WeChat', quotaOf(0, { saidByWechat: true }), 'quota_used'],
    ['closed, says WeChat', quotaOf(0, { until: noon, saidByWechat: true }), 'reply_window_closed'],
  ])('[L9] is asked of WeChat unless WeChat has said no already: %s', (_name, quota, code) => {
    const decision = decide(subject({ quota }), send(), context())
    expect(decision.ok ? null : decision.refusal.code).toBe(code)
  })

  it('[L9] never overtakes replies that wait for the fan', () => {
    const decision = decide(serving({}, { held: 1 }), send(), context())
    expect(decision).toMatchObject({ ok: false, refusal: { code: 'quota_used', final: false } })
  })

  it('[L13] is refused once the fan has unfollowed', () => {
    const left = allowed(subject(), event('unsubscribe'), context()).next
    expect(decide(left, send(), context())).toMatchObject({ refusal: { code: 'unsubscribed' } })
  })

  it('[L14] is decided after the clock', () => {
    const { next, effects } = allowed(
      serving({ session: firstSession }),
      send(lin),
      context({ at: noon + hour }),
    )
    expect(next.conversation.state).toBe('none')
    expect(names(effects).at(-1)).toBe('queue_api_reply')
  })
})
