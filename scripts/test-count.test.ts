import { expect, it } from 'vitest'
import { countTests } from './test-count.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})

it.each([
  ['all pass', { testResults: [file('passed', 'passed', 'passed')] }, 0, { passed: 2, failed: 0 }],
  ['one fails', { testResults: [file('failed', 'passed', 'failed')] }, 1, { passed: 1, failed: 1 }],
  [
    'a file does not load',
    { testResults: [file('failed'), file('passed', 'passed')] },
    1,
    { passed: 1, failed: 1 },
  ],
  [
    'an error outside of every test',
    { testResults: [file('passed', 'passed')] },
    1,
    { passed: 1, failed: 1 },
  ],
  ['no report at all', null, 1, { passed: 0, failed: 1 }],
  [
    'a skipped test is neither',
    { testResults: [file('passed', 'passed', 'skipped')] },
    0,
    { passed: 1, failed: 0 },
  ],
])('[test] the closing line counts what happened: %s', (_name, report, exitCode, counted) => {
  expect(countTests(report, exitCode)).toEqual(counted)
})
