import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import {
  agent,
  allowed,
  context,
  event,
  names,
  noon,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

describe('what an act says about the fan', () => {
  const away = subject({ subscribed: false, quota: { kind: 'unknown' } })

  it.each([
    ['a message', text('在'), { subscribed: true, quota: { left: 5 }, fanWroteAt: noon }],
    ['a follow', event('subscribe'), { subscribed: true, quota: { left: 3 } }],
    ['a tap', event('CLICK', 'help'), { subscribed: true, quota: { left: 3 } }],
    ['a scan from the menu', event('scancode_push', 'scan'), { subscribed: true, quota: { left: 3 } }],
    ['a scanned QR code', event('SCAN', 'shop1'), { subscribed: true, quota: { left: 3 } }],
    [
      'a link of the menu',
      event('VIEW', 'https://example.com'),
      { subscribed: false, quota: { kind: 'unknown' } },
    ],
    [
      'the end of a template job',
      event('TEMPLATESENDJOBFINISH'),
      { subscribed: false, quota: { kind: 'unknown' } },
    ],
  ])('[L9] %s', (_name, command, after) => {
    expect(allowed(away, command, context()).next).toMatchObject(after)
  })

  it('[L13] an unfollow closes the window at once', () => {
    const { next } = allowed(serving(), event('unsubscribe'), context())
    expect(next).toMatchObject({ subscribed: false, quota: { left: 0, until: noon } })
    const handed = decide(next, { type: 'hand_over', by: 'api', to: null }, context())
    expect(handed).toMatchObject({ refusal: { code: 'unsubscribed' } })
  })
})

describe('the switch 多客服接口', () => {
  it('[L17] off ends a session with the next command, before the sweep reaches it', () => {
    const off = context({ interfaceOn: false, agents: [agent(wu)] })
    const { next, effects } = allowed(serving({}, { held: 2 }), text('在吗'), off)
    expect(next).toMatchObject({ conversation: { state: 'none' }, held: 0 })
    expect(names(effects)).toEqual([
      'timeline:interface_off',
      'close_session',
      'developer:kf_close_session',
      'cancel_held',
    ])
  })

  it.each([
    ['accept', { type: 'accept', by: wu, auto: true, aboveMaximum: false }],
    ['reopen', { type: 'reopen', by: wu }],
    ['hand_over', { type: 'hand_over', by: 'developer', to: null }],
  ] as const)('[L17] off refuses %s', (_name, command) => {
    expect(decide(waiting(), command, context({ interfaceOn: false }))).toMatchObject({
      refusal: { code: 'interface_off' },
      next: { conversation: { state: 'none' } },
    })
  })
})
