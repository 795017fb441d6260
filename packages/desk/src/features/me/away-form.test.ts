import type { AwaySettings } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { changesOf, formOf, withoutText, withText } from './away-form.ts'

const saved: AwaySettings = { on: true, texts: ['我在开会', '我吃饭去了'], inUse: 1 }
const off: AwaySettings = { on: false, texts: [], inUse: 0 }

it('[S18] an untouched form has nothing to save', () => {
  expect(changesOf(formOf(saved), saved)).toMatchObject({ changed: false, empty: [] })
  expect(changesOf(formOf(off), off)).toMatchObject({ changed: false, empty: [] })
})

it('[S18] a text that says nothing is not saved', () => {
  const added = withText(formOf(saved))
  expect(changesOf(added, saved)).toEqual({ changed: true, empty: [2], patch: null })
  expect(changesOf({ ...formOf(off), on: true }, off)).toMatchObject({ empty: [0], patch: null })
})

it('[S18] switched off, it keeps the texts and drops the empty ones', () => {
  const form = { ...withText(formOf(saved)), on: false }
  expect(changesOf(form, saved).patch).toEqual({ ...saved, on: false })
})

it('[S18] the one in use stays in use when another is removed, and the first one takes its place', () => {
  expect(changesOf(withoutText(formOf(saved), 0), saved).patch).toEqual({
    on: true,
    texts: ['我吃饭去了'],
    inUse: 0,
  })
  expect(changesOf(withoutText(formOf(saved), 1), saved).patch).toEqual({
    on: true,
    texts: ['我在开会'],
    inUse: 0,
  })
})

it('[S18] a new one never has the name of one that is there', () => {
  const form = withText(withoutText(withText(formOf(saved)), 0))
  expect(new Set(form.texts.map(({ key }) => key)).size).toBe(form.texts.length)
})
