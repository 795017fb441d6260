import { expect, it } from 'vitest'
import type { Command } from './command.ts'
import { decide } from './decide.ts'
import {
  close,
  context,
  firstSession,
  lin,
  minute,
  noon,
  otherSession,
  second,
  serving,
  subject,
  waiting,
  wu,
} from './testing/builders.ts'
import { type Cell, expectCell } from './testing/cell.ts'

const none = subject()

const closedByLin = subject({
  conversation: {
    state: 'none',
    closed: {
      session: firstSession,
      agent: lin,
      kind: 'accepted',
      acceptedAt: noon - minute,
      expiresAt: noon + 29 * minute,
      closedAt: noon - 4 * second,
    },
  },
})

const cells: readonly Cell[] = [
  // close
  { name: 'none: close', before: none, command: close(lin), after: { code: 'session_ended' } },
  { name: 'none: dismiss', before: none, command: close(lin, null), after: { code: 'nobody_waiting' } },
  {
    name: 'waiting: dismissed, with a reason',
    before: waiting(),
    command: { type: 'close', by: lin, session: null, held: 'ask', reason: '广告' },
    after: { state: 'none', closed: null },
    effects: ['timeline:dismissed'],
  },
  {
    name: 'waiting: close on a screen that showed a session',
    before: waiting(),
    command: close(lin),
    after: { code: 'session_ended' },
  },
  {
    name: 'serving: close',
    before: serving(),
    command: close(lin),
    after: {
      state: 'none',
      closed: {
        session: firstSession,
        agent: lin,
        kind: 'accepted',
        acceptedAt: noon,
        expiresAt: noon + 30 * minute,
        closedAt: noon,
      },
    },
    effects: ['timeline:closed', 'close_session', 'developer:kf_close_session'],
  },
  {
    name: 'serving: close of somebody else’s',
    before: serving(),
    command: close(wu),
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'serving: dismiss of whom somebody accepted meanwhile',
    before: serving(),
    command: close(wu, null),
    after: { code: 'already_served', by: lin },
  },
  // undo close
  {
    name: 'none: undo restores the same session and clock',
    before: closedByLin,
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: {
      state: 'serving',
      session: firstSession,
      agent: lin,
      acceptedAt: noon - minute,
      expiresAt: noon + 29 * minute,
    },
    effects: ['timeline:close_undone', 'restore_session', 'withdraw_developer_event'],
  },
  {
    name: 'none: undo after five seconds',
    before: closedByLin,
    command: { type: 'undo_close', by: lin, session: firstSession },
    about: { at: noon + second },
    after: { code: 'too_late' },
  },
  {
    name: 'none: undo by another agent',
    before: closedByLin,
    command: { type: 'undo_close', by: wu, session: firstSession },
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'waiting: undo',
    before: waiting(),
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: { code: 'too_late' },
  },
  {
    name: 'serving: undo',
    before: serving({ agent: wu }),
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: { code: 'already_served', by: wu },
  },
]

it.each(cells)('[L14] $name', expectCell)

it('[L14] an undo of another session is refused', () => {
  const undo: Command = { type: 'undo_close', by: lin, session: otherSession }
  expect(decide(closedByLin, undo, context())).toMatchObject({ refusal: { code: 'too_late' } })
})
