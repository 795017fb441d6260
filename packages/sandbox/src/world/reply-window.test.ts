import { expect, it } from 'vitest'
import { type FanAction, openWindow, type ReplyWindow, spendOne } from './reply-window.ts'

const noon = 1_767_225_600_000
const minute = 60_000
const hours48 = 48 * 60 * minute

it.each<[FanAction, ReplyWindow['left'], number]>([
  ['message', 5, hours48],
  ['menu', 3, minute],
  ['follow', 3, minute],
  ['scan', 3, minute],
  ['payment', 'unlimited', hours48],
])('[L9] %s allows %s messages', (action, messages, lasts) => {
  expect(openWindow(null, action, noon)).toEqual({ left: messages, until: noon + lasts })
})

it.each<[string, ReplyWindow, FanAction, ReplyWindow]>([
  [
    'a second message does not add to the first',
    { left: 5, until: noon + hours48 },
    'message',
    { left: 5, until: noon + hours48 },
  ],
  [
    'a message fills up what was used',
    { left: 1, until: noon + minute },
    'message',
    { left: 5, until: noon + hours48 },
  ],
  [
    'a menu click keeps the longer window and the larger count',
    { left: 4, until: noon + hours48 },
    'menu',
    { left: 4, until: noon + hours48 },
  ],
  [
    'a message after a payment leaves it without a limit',
    { left: 'unlimited', until: noon + minute },
    'message',
    { left: 'unlimited', until: noon + hours48 },
  ],
  [
    'a menu click fills an empty window up to three',
    { left: 0, until: noon + hours48 },
    'menu',
    { left: 3, until: noon + hours48 },
  ],
  [
    'a window that has ended counts for nothing',
    { left: 4, until: noon },
    'follow',
    { left: 3, until: noon + minute },
  ],
])('[L9] %s', (_name, before, action, after) => {
  expect(openWindow(before, action, noon)).toEqual(after)
})

it.each<[string, ReplyWindow | null, number, ReturnType<typeof spendOne>]>([
  ['nothing was opened', null, noon, { ok: false, errcode: 45015 }],
  [
    'one millisecond before the end',
    { left: 1, until: noon + 1 },
    noon,
    { ok: true, window: { left: 0, until: noon + 1 } },
  ],
  ['on the end', { left: 1, until: noon }, noon, { ok: false, errcode: 45015 }],
  ['used up', { left: 0, until: noon + 1 }, noon, { ok: false, errcode: 45047 }],
  ['used up and over', { left: 0, until: noon }, noon, { ok: false, errcode: 45015 }],
])('[L9] sending one message: %s', (_name, window, at, expected) => {
  expect(spendOne(window, at)).toEqual(expected)
})
