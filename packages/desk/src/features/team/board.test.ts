import type { Agent, ConversationRow } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { aRow } from '../../realtime/testing/builders.ts'
import { boardOf } from './board.ts'

const now = 1_800_000_000_000
const minute = 60_000

const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  name: `客服${id}`,
  avatarKey: null,
  role: 'agent',
  status: 'online',
  serving: 0,
  maximum: 8,
  autoAccept: false,
  groups: [],
  left: false,
  ...over,
})
const served = (openid: string, agentId: string, over: Partial<ConversationRow> = {}) =>
  aRow(openid, { state: 'serving', agentId, unansweredSince: null, ...over })

it('[B] whose customers wait longest stands first, then who is there', () => {
  const board = boardOf(
    [agent('1'), agent('2', { status: 'offline' }), agent('3'), agent('4', { left: true })],
    [
      served('a', '3', { unansweredSince: now - minute }),
      served('b', '3', { unansweredSince: now - 3 * minute }),
      served('c', '1'),
    ],
    now,
  )
  expect(board.agents.map((line) => [line.agent.id, line.unanswered, line.waitsSince])).toEqual([
    ['3', 2, now - 3 * minute],
    ['1', 0, null],
    ['2', 0, null],
  ])
  expect(board.agents[0]?.rows.map((row) => row.openid)).toEqual(['b', 'a'])
  expect([board.serving, board.unanswered, board.online]).toEqual([3, 2, 2])
})

it('[L9] windows that close within the hour are listed, the shortest first, closed ones are not', () => {
  const until = (at: number) => ({ kind: 'known', left: 3, until: at, saidByWechat: false }) as const
  const board = boardOf(
    [agent('1')],
    [
      served('late', '1', { quota: until(now + 59 * minute) }),
      served('soon', '1', { quota: until(now + minute) }),
      served('closed', '1', { quota: until(now - minute) }),
      served('tomorrow', '1', { quota: until(now + 61 * minute) }),
      served('unknown', '1', { quota: { kind: 'unknown' } }),
    ],
    now,
  )
  expect(board.closing.map((row) => row.openid)).toEqual(['soon', 'late'])
})
