import type { MySettings } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { changesOf, formOf } from './accept-form.ts'

const settings: MySettings = {
  status: 'online',
  autoAccept: false,
  maximum: 10,
  greeting: '您好',
  away: { on: false, texts: [], inUse: 0 },
  preferences: {},
}
const form = formOf(settings)

it('[S17] an untouched form has nothing to save', () => {
  expect(changesOf(form, settings).changed).toBe(false)
  expect(changesOf(formOf({ ...settings, greeting: null }), { ...settings, greeting: null }).changed).toBe(
    false,
  )
})

it.each(['', '0', '201', '3.5', 'ten', '-1'])('[S8] a limit of 「%s」 is not saved', (maximum) => {
  expect(changesOf({ ...form, maximum }, settings)).toMatchObject({ maximumWrong: true, patch: null })
})

it.each(['1', '200', ' 12 '])('[S8] a limit of 「%s」 is', (maximum) => {
  expect(changesOf({ ...form, maximum }, settings).patch?.maximum).toBe(Number(maximum))
})

it('[S17] a greeting that is on must say something', () => {
  expect(changesOf({ ...form, greeting: ' ' }, settings)).toMatchObject({ greetingWrong: true, patch: null })
})

it('[S17] off means none, whatever was typed', () => {
  expect(changesOf({ ...form, greets: false }, settings).patch).toMatchObject({ greeting: null })
})
