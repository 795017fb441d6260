import type { AccountId } from '@duokefu/engine'
import { expect, it } from 'vitest'
import { createDeskOnly } from './desk-only.ts'

const account = '1' as AccountId

it('[S9] whoever is served is the desk’s until their clock ends it', () => {
  const known = createDeskOnly()
  known.remember(account, 'oFan', 1_000)
  expect(known.has(account, 'oFan', 999)).toBe(true)
  expect(known.has(account, 'oFan', 1_000)).toBe(false)
  expect(known.has(account, 'oOther', 0)).toBe(false)
})

it('[S9] the memory is bounded: who was noted longest ago is forgotten', () => {
  const known = createDeskOnly(2)
  for (const openid of ['oOne', 'oTwo', 'oThree']) known.remember(account, openid, 1_000)
  expect(['oOne', 'oTwo', 'oThree'].map((openid) => known.has(account, openid, 0))).toEqual([
    false,
    true,
    true,
  ])
})
