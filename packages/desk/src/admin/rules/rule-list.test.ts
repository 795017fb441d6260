import type { Rule } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { moved, put, removed, restored } from './rule-list.ts'

const rule = (id: string, name = id): Rule => ({
  id,
  name,
  enabled: true,
  when: [{ type: 'follow' }],
  action: { type: 'forward' },
})
const rules = [rule('a'), rule('b'), rule('c')]
const ids = (list: readonly Rule[]) => list.map(({ id }) => id).join('')

describe('[S20] the list of rules', () => {
  it.each([
    ['a', 1, 'bac'],
    ['a', 9, 'bca'],
    ['c', 0, 'cab'],
    ['c', -1, 'cab'],
    ['b', 1, 'abc'],
    ['x', 0, 'abc'],
  ])('[S20] %s moved to %i', (id, to, order) => {
    expect(ids(moved(rules, id, to))).toBe(order)
  })

  it('[S20] a changed rule keeps its place, a new one comes last', () => {
    expect(put(rules, rule('b', 'new'))[1]?.name).toBe('new')
    expect(ids(put(rules, rule('d')))).toBe('abcd')
  })

  it('[S20] a new rule stands before one that takes every message', () => {
    const all = { ...rule('z'), when: [] }
    expect(ids(put([...rules, all], rule('d')))).toBe('abcdz')
  })

  it('[S20] a deleted rule comes back to its place, once', () => {
    const without = removed(rules, 'b')
    expect(ids(without)).toBe('ac')
    expect(ids(restored(without, rule('b'), 1))).toBe('abc')
    expect(ids(restored(rules, rule('b'), 0))).toBe('abc')
  })
})
