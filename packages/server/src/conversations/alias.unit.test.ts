import { expect, it } from 'vitest'
import { aliasOf } from './alias.ts'
import { plantNames } from './plant-names.ts'

it('[L13] an openid has one alias for ever', () => {
  expect(aliasOf('oGateway_Fan_0001aBcDeFgHiJk')).toEqual(aliasOf('oGateway_Fan_0001aBcDeFgHiJk'))
  // A change here renames every customer of every installation.
  expect(aliasOf('oDemoFan_hua')).toEqual({ name: '美人蕉 PY71', hue: 170 })
})

it('[L13] two hundred plants, each named once, in two to four characters', () => {
  expect(new Set(plantNames).size).toBe(plantNames.length)
  expect(plantNames.length).toBeGreaterThanOrEqual(200)
  for (const name of plantNames) expect(name).toMatch(/^\p{Script=Han}{2,4}$/u)
})

it('[L13] ten thousand fans share hardly an alias, and all eight colours', () => {
  const aliases = Array.from({ length: 10_000 }, (_, n) => aliasOf(`oFan${n}`))
  expect(new Set(aliases.map(({ name }) => name)).size).toBeGreaterThan(9_990)
  expect(new Set(aliases.map(({ hue }) => hue)).size).toBe(8)
})
