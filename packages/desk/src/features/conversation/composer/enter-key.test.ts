import { expect, it } from 'vitest'
import type { Preferences } from '../../../ui/preferences.ts'
import { type EnterMeaning, meaningOfEnter } from './enter-key.ts'

const bare = { key: 'Enter', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }

it.each<[string, object, Preferences['sendKey'], EnterMeaning]>([
  ['Enter', {}, 'enter', 'send'],
  ['Shift+Enter', { shiftKey: true }, 'enter', 'line'],
  ['Ctrl+Enter', { ctrlKey: true }, 'enter', 'break'],
  ['Enter, the setting turned', {}, 'ctrlEnter', 'line'],
  ['Ctrl+Enter, the setting turned', { ctrlKey: true }, 'ctrlEnter', 'send'],
  ['⌘+Enter, the setting turned', { metaKey: true }, 'ctrlEnter', 'send'],
  ['Shift+Enter, the setting turned', { shiftKey: true }, 'ctrlEnter', 'line'],
  ['Alt+Enter', { altKey: true }, 'enter', null],
  ['another key', { key: 'a' }, 'enter', null],
])('[S21] %s', (_name, press, sendKey, meaning) => {
  expect(meaningOfEnter({ ...bare, ...press }, { sendKey, touch: false, merge: false })).toBe(meaning)
})

it('[S21] on a phone Enter makes a new line', () => {
  expect(meaningOfEnter(bare, { sendKey: 'enter', touch: true, merge: false })).toBe('line')
})

it('[L9] while merging Enter adds a line', () => {
  expect(meaningOfEnter(bare, { sendKey: 'enter', touch: false, merge: true })).toBe('line')
})
