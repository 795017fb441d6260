import { expect, it } from 'vitest'
import { isInstalled } from './install.mjs'

const wanted = {
  '': { name: 'duokefu' },
  'packages/server': { version: '0.1.0' },
  'node_modules/pg': { version: '8.23.1' },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
}

it.each([
  ['just what the lock says', { 'node_modules/pg': { version: '8.23.1' } }, true],
  ['nothing yet', null, false],
  ['another version', { 'node_modules/pg': { version: '8.23.0' } }, false],
  ['one missing', {}, false],
  ['one too many', { 'node_modules/pg': { version: '8.23.1' }, 'node_modules/left-pad': {} }, false],
])('[start] what is installed is compared with package-lock.json: %s', (_name, installed, complete) => {
  expect(isInstalled(wanted, installed)).toBe(complete)
})
