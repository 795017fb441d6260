import type { AccountId, AgentId } from '@duokefu/engine'
import { expect, it } from 'vitest'
import type { BusMessage } from './bus.ts'
import { decodePayload, encodePayload } from './bus-payload.ts'

const accountId = '1' as AccountId
const waited = { openid: 'oFan', since: 5, before: { holder: 'queue', last: null } } as const
const served = { openid: 'oOther', since: 7, before: { holder: '2' as AgentId, last: '3' as AgentId } }

it.each<[BusMessage]>([
  [{ type: 'changes', accountId, changes: [waited, served] }],
  [{ type: 'agents', accountId, agentIds: ['2' as AgentId] }],
  [{ type: 'groups', accountId }],
  [{ type: 'account', accountId }],
  [{ type: 'agent_left', accountId, agentId: '2' as AgentId }],
  [{ type: 'login_ended', loginId: 'a login' }],
  [{ type: 'login_ticket', ticketId: 'a ticket' }],
  [{ type: 'resync', accountId }],
  [{ type: 'resync', accountId: null }],
])('[design] another process hears %j', (message) => {
  expect(decodePayload(encodePayload(message, 'one'), 'another')).toEqual(message)
})

it.each([
  ['what it said itself', encodePayload({ type: 'resync', accountId: null }, 'one')],
  ['words of a later version', JSON.stringify({ p: 'another', later: true })],
  ['no JSON', 'nonsense'],
])('[design] a process does not act on %s', (_name, payload) => {
  expect(decodePayload(payload, 'one')).toBeNull()
})

it('[design] more agents than a notification holds are a resync', () => {
  const agentIds = Array.from({ length: 1_000 }, (_, index) => String(10_000_000 + index) as AgentId)
  const payload = encodePayload({ type: 'agents', accountId, agentIds }, 'one')
  expect(Buffer.byteLength(payload)).toBeLessThan(8_000)
  expect(decodePayload(payload, 'another')).toEqual({ type: 'resync', accountId })
})
