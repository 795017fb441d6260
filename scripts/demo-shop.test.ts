import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureDemoShop, makeDemoShop } from './demo-shop.mjs'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'duokefu-demo-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

it('[start] the demo shop gets credentials of WeChat’s forms', () => {
  for (let made = 0; made < 200; made += 1) {
    const shop = makeDemoShop()
    expect(shop.appid).toMatch(/^wx[0-9a-f]{16}$/)
    expect(shop.secret).toMatch(/^[0-9a-f]{32}$/)
    expect(shop.ghId).toMatch(/^gh_[0-9a-f]{12}$/)
    expect(shop.encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/)
    expect(Buffer.from(`${shop.encodingAesKey}=`, 'base64').toString('base64')).toBe(
      `${shop.encodingAesKey}=`,
    )
    expect(shop.developer.token).not.toBe(shop.token)
  }
})

it('[start] they are made once and only their owner can read them', () => {
  const file = ensureDemoShop(path.join(folder, 'data'))
  const first = readFileSync(file, 'utf8')
  expect(ensureDemoShop(path.join(folder, 'data'))).toBe(file)
  expect(readFileSync(file, 'utf8')).toBe(first)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('[start] a data folder that is a file is refused by name', () => {
  const file = path.join(folder, 'data')
  writeFileSync(file, '')
  expect(() => ensureDemoShop(file)).toThrow(file)
})
