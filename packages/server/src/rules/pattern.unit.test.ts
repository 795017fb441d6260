import { describe, expect, it } from 'vitest'
import { checkPattern, matchPattern } from './pattern.ts'

describe('a pattern that is being typed', () => {
  it.each([
    ['退(款|货)', null, null],
    ['退(款|货', 'open_parenthesis', '退(款|货'],
    ['退款)', 'extra_parenthesis', '退款)'],
    ['[0-9', 'open_bracket', '[0-9'],
    ['*退款', 'nothing_to_repeat', '*'],
    ['退**', 'repeated_twice', '**'],
    ['退{2000}', 'repeat_count', '{2000}'],
    ['[9-0]', 'range', '9-0'],
    ['(退)\\1', 'escape', '\\1'],
    ['退\\', 'trailing_backslash', null],
    ['(?=退)', 'unsupported', '(?='],
    ['(?<!不)退', 'unsupported', '(?<!不)退'],
    ['.{1000}.{1000}退', 'too_large', null],
  ])('[L2] %s: %s', (pattern, problem, part) => {
    expect(checkPattern(pattern)).toEqual({ problem, part })
  })

  it('[L2] that is too large to be tried on each message matches nothing, and a long one is none of these', () => {
    expect(matchPattern('.{1000}.{1000}退', `${'a'.repeat(2_500)}退`)).toBe(false)
    const long = Array.from({ length: 80 }, (_, n) => `订单${n}`).join('|')
    expect(matchPattern(long, '我的订单79')).toBe(true)
  })

  it('[L2] that would take a backtracking engine for ever takes no time', () => {
    expect(matchPattern('(a+)+$', `${'a'.repeat(5_000)}!`)).toBe(false)
  })
})
