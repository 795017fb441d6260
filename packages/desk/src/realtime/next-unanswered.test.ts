import { expect, it } from 'vitest'
import { nextUnanswered } from './next-unanswered.ts'
import { aServed, aWaiting, colleague, known, noon } from './testing/builders.ts'

const rows = [
  aServed('answered'),
  aServed('later', { unansweredSince: noon - 1 }),
  aServed('longest', { unansweredSince: noon - 9 }),
  aServed('of a colleague', { agentId: colleague, unansweredSince: noon - 99 }),
  aWaiting('waiting', noon - 999),
]

it('goes to my customer who has been without an answer longest', () => {
  expect(nextUnanswered(known(rows), null)).toBe('longest')
})

it('leaves out the one on the screen', () => {
  expect(nextUnanswered(known(rows), 'longest')).toBe('later')
})

it('goes nowhere when all have an answer', () => {
  expect(nextUnanswered(known([aServed('answered')]), null)).toBeNull()
})
