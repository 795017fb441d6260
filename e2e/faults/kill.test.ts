import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { play } from './play.ts'
import { wrongsOf } from './stored.ts'

const root = path.resolve(import.meta.dirname, '../..')

describe('the comparison', () => {
  const said = ['1', '2', '3'].map((msgId) => ({
    openid: 'fan',
    msgId,
    at: 0,
    tries: 1,
    answered: msgId !== '2',
  }))
  const stored = (seqs: Record<string, number>) =>
    Object.entries(seqs).map(([msgId, seq]) => ({ openid: 'fan', msgId, seq }))

  it.each([
    ['all of them, in order', { 1: 1, 2: 2, 3: 3 }, []],
    ['all that were answered', { 1: 1, 3: 2 }, []],
    ['one lost', { 1: 1, 2: 2 }, ['fan 3 was answered 200 and is lost']],
    [
      'two changed over',
      { 1: 3, 3: 1 },
      ['fan 3 stands before a message that was answered before it was sent'],
    ],
    ['a stranger', { 1: 1, 3: 2, 4: 3 }, ['fan 4 is stored and nobody said it']],
  ])('[L7] [L16] sees %s', (_name, seqs, wrongs) => {
    expect(wrongsOf(said, stored(seqs))).toEqual(wrongs)
  })

  it('[L6] sees one stored twice', () => {
    const twice = [...stored({ 1: 1, 2: 2, 3: 3 }), { openid: 'fan', msgId: '3', seq: 4 }]
    expect(wrongsOf(said, twice)).toEqual(['fan 3 is stored twice'])
  })
})

describe('under 100 callbacks a second', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: root })
  })

  const seed = Date.now() % 1_000_000
  it(`[L6] [L7] [L8] [L16] kill -9 of the server loses, doubles and disorders nothing (seed ${seed})`, async () => {
    const extent = { times: 1, seconds: 0 }
    const result = await play({ name: 'kill', seed, extent, perSecond: 100, turnSeconds: 2 })
    expect(result.wrongs).toEqual([])
    expect(result.counts.answered).toBeGreaterThan(300)
    expect(result.counts.repeated).toBeGreaterThan(0)
  })
})
