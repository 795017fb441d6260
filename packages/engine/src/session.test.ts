import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import type { Subject } from './conversation.ts'
import { decide } from './decide.ts'
import {
  accept,
  clock,
  close,
  context,
  firstSession,
  lin,
  nextSession,
  noon,
  second,
  serving,
  toWu,
  transferTo,
  waiting,
  wu,
} from './testing/builders.ts'

describe('what the developer URL hears', () => {
  const told = (before: Subject, command: Command) =>
    decide(before, command, context()).effects.filter(({ type }) => type === 'developer_event')

  it.each([
    [
      'a close by hand once it can’t be undone',
      serving(),
      close(lin),
      'kf_close_session',
      lin,
      null,
      firstSession,
      5 * second,
    ],
    [
      'a close by the clock at once',
      serving({ expiresAt: noon }),
      clock,
      'kf_close_session',
      lin,
      null,
      firstSession,
      0,
    ],
    ['an accept', waiting(), accept(wu), 'kf_create_session', wu, null, nextSession, 0],
    ['a transfer at once', serving(), toWu, 'kf_switch_session', lin, wu, nextSession, 0],
    [
      '放回队列',
      serving(),
      transferTo({ kind: 'everybody' }),
      'kf_close_session',
      lin,
      null,
      firstSession,
      0,
    ],
  ])('[L5] of %s', (_what, before, command, name, of, toAgent, session, laterMs) => {
    const event = {
      type: 'developer_event',
      event: name,
      agent: of,
      toAgent,
      session,
      notBefore: noon + laterMs,
    }
    expect(told(before, command)).toEqual([event])
  })
})
