import { expect, it } from 'vitest'
import { aMessage } from '../../realtime/testing/builders.ts'
import { transferNote } from './transfer-note.ts'

const event = (seq: number, line: { kind: string; note?: string | null }) =>
  aMessage('o', seq, { direction: 'event', origin: 'system', content: { type: 'timeline', line } })

it.each([
  [
    'the last transfer has one',
    [event(1, { kind: 'transferred', note: '要补发票' }), aMessage('o', 2)],
    '要补发票',
  ],
  [
    'only an earlier transfer had one',
    [event(1, { kind: 'transferred', note: '旧的' }), event(2, { kind: 'transferred', note: null })],
    null,
  ],
  ['nobody transferred', [event(1, { kind: 'accepted' })], null],
])('[S23] the note to whoever takes over: %s', (_name, messages, note) => {
  expect(transferNote(messages)).toBe(note)
})
