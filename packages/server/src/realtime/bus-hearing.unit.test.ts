import { describe, expect, it } from 'vitest'
import { createHearing, type Saying } from './bus-hearing.ts'

const said = (text: string): Saying => {
  const [, kind, sender = '', number] = /^(\w+) (\w+) (\d+)$/.exec(text) ?? []
  return { sender, kind: kind as Saying['kind'], number: Number(number) }
}

it.each([
  ['words in their order', ['word a 1', 'word a 2', 'beat a 2', 'word a 3'], false],
  ['two who count for themselves', ['word a 1', 'word b 1', 'word a 2', 'word b 2'], false],
  ['a word that is missing', ['word a 1', 'word a 3'], true],
  ['a last word that is missing', ['word a 1', 'beat a 2'], true],
  ['a first word that is missing', ['beat a 1'], true],
  ['a last word that is missing at a goodbye', ['word a 1', 'bye a 2'], true],
  ['a goodbye after the last word', ['word a 1', 'bye a 1'], false],
  ['a process that said nothing yet', ['beat a 0', 'word a 1'], false],
])('[design] something was missed: %s', (_name, sayings, missed) => {
  const hearing = createHearing()
  expect(sayings.map((text) => hearing.note(said(text), 0)).includes(true)).toBe(missed)
})

it('[design] a word that comes late is not missed twice', () => {
  const hearing = createHearing()
  expect(['word a 1', 'word a 3', 'word a 2', 'beat a 3'].map((text) => hearing.note(said(text), 0))).toEqual(
    [false, true, false, false],
  )
})

describe('a process that falls silent', () => {
  it('[design] has vanished after five seconds, once', () => {
    const hearing = createHearing()
    hearing.note(said('beat a 0'), 0)
    hearing.note(said('beat b 0'), 4_000)
    expect([5_000, 5_001, 5_002].map(hearing.someoneVanished)).toEqual([false, true, false])
  })

  it('[design] has not vanished when it said goodbye', () => {
    const hearing = createHearing()
    hearing.note(said('beat a 0'), 0)
    hearing.note(said('bye a 0'), 100)
    expect(hearing.someoneVanished(10_000)).toBe(false)
  })

  it('[design] and comes back having said something meanwhile, was missed', () => {
    const hearing = createHearing()
    hearing.note(said('word a 1'), 0)
    hearing.someoneVanished(6_000)
    expect(hearing.note(said('beat a 2'), 7_000)).toBe(true)
  })
})
