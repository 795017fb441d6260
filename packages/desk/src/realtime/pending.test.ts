import { expect, it } from 'vitest'
import { nextToPost, type PendingReply, type PendingState, whenBack, whenLost, withReply } from './pending.ts'
import { createPendingStorage } from './pending-storage.ts'
import { noon, sessionId } from './testing/builders.ts'

function aReply(clientId: string, state: PendingState, at = noon, openid = 'o'): PendingReply {
  const content = { type: 'text', text: clientId } as const
  return { clientId, openid, session: sessionId, at, mode: 'send', content, state, error: null }
}

it.each<[string, PendingState[], string | null]>([
  ['the first that is queued', ['queued', 'queued'], '0'],
  ['none while one is on its way', ['posting', 'queued'], null],
  ['none before what was kept', ['offline', 'queued'], null],
  ['a refused one holds nobody up', ['refused', 'queued'], '1'],
  ['one that waits for the agent neither', ['unsent', 'queued'], '1'],
  ['none when none is left', ['refused'], null],
])('[L8] in order per customer: %s', (_name, states, id) => {
  const all = states.map((state, index) => aReply(String(index), state))
  expect(nextToPost(all, 'o')?.clientId ?? null).toBe(id)
})

it('[L8] another customer is not held up', () => {
  expect(nextToPost([aReply('0', 'posting'), aReply('1', 'queued', noon, 'p')], 'p')?.clientId).toBe('1')
})

it('a lost connection keeps what is not settled, and leaves the rest', () => {
  const all = (['queued', 'posting', 'refused', 'unsent'] as const).map((state) => aReply(state, state))
  expect(whenLost(all).map((reply) => reply.state)).toEqual(['offline', 'offline', 'refused', 'unsent'])
})

it.each([
  ['within two minutes of the loss it goes by itself', noon - 120_000, 'queued'],
  ['later the agent is asked', noon - 120_001, 'unsent'],
])('back again: %s', (_name, lostAt, state) => {
  expect(whenBack([aReply('0', 'offline', noon)], lostAt, noon)[0]?.state).toBe(state)
})

it('after a reload the time of writing counts', () => {
  const kept = [aReply('old', 'offline', noon - 10 * 60_000), aReply('new', 'offline', noon - 1_000)]
  expect(whenBack(kept, null, noon).map((reply) => reply.state)).toEqual(['unsent', 'queued'])
})

it('a reload keeps replies with their ids, as not yet settled', () => {
  const storage = createPendingStorage(memory(), '1')
  storage.write([aReply('0', 'posting'), aReply('1', 'refused')])
  expect(storage.read()).toEqual([aReply('0', 'offline'), aReply('1', 'refused')])
  storage.write([])
  expect(storage.read()).toEqual([])
})

it('broken storage is an empty one', () => {
  const storage = memory()
  storage.setItem('duokefu.pending.1', '[{"half')
  expect(createPendingStorage(storage, '1').read()).toEqual([])
  storage.setItem('duokefu.pending.1', '[{"clientId":"0"}]')
  expect(createPendingStorage(storage, '1').read()).toEqual([])
})

it('changes one reply and no other', () => {
  const all = withReply([aReply('0', 'queued'), aReply('1', 'queued')], '1', { state: 'posting' })
  expect(all.map((reply) => reply.state)).toEqual(['queued', 'posting'])
})

function memory(): Storage {
  const entries = new Map<string, string>()
  return {
    get length() {
      return entries.size
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  }
}
