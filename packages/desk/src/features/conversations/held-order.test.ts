import { expect, it } from 'vitest'
import { heldOrder } from './held-order.ts'

const free = { still: false, selected: null }
const held = { still: true, selected: null }

it.each<[string, string[], string[], { still: boolean; selected: string | null }, string[]]>([
  ['nobody is there: the right order', ['a', 'b', 'c'], ['c', 'a', 'b'], free, ['c', 'a', 'b']],
  ['the hand is there: nothing moves', ['a', 'b', 'c'], ['c', 'a', 'b'], held, ['a', 'b', 'c']],
  ['the hand is there: what is gone goes', ['a', 'b', 'c'], ['c', 'a'], held, ['a', 'c']],
  ['the hand is there: new ones come at the end', ['a', 'b'], ['x', 'b', 'a'], held, ['a', 'b', 'x']],
  [
    'the selected row keeps its place',
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
    { still: false, selected: 'b' },
    ['c', 'b', 'a'],
  ],
  ['so does the first', ['a', 'b', 'c'], ['b', 'c', 'a'], { still: false, selected: 'a' }, ['a', 'b', 'c']],
  ['above it one is gone', ['a', 'b', 'c'], ['c', 'b'], { still: false, selected: 'b' }, ['b', 'c']],
  [
    'a selected row that is new stands where it belongs',
    ['a'],
    ['x', 'a'],
    { still: false, selected: 'x' },
    ['x', 'a'],
  ],
  [
    'a selected row of another list is no matter',
    ['a', 'b'],
    ['b', 'a'],
    { still: false, selected: 'z' },
    ['b', 'a'],
  ],
])('nothing moves under the hand: %s', (_name, shown, wanted, how, order) => {
  expect(heldOrder(shown, wanted, how)).toEqual(order)
})

it('is the same value when nothing changes, so that nothing is drawn', () => {
  const shown = ['a', 'b', 'c']
  expect(heldOrder(shown, ['a', 'b', 'c'], free)).toBe(shown)
  expect(heldOrder(shown, ['c', 'b', 'a'], held)).toBe(shown)
})
