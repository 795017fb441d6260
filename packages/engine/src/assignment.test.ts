import { describe, expect, it } from 'vitest'
import { pickAgent } from './assignment.ts'
import type { AgentId } from './ids.ts'
import { agent, lin, noon, sales, wu } from './testing/builders.ts'

const everybody = { reservedFor: null }
const ten = '10' as AgentId

describe('who gets a waiting customer', () => {
  it.each([
    ['nobody is there', [], null],
    ['the one who is not offline', [agent(lin, { status: 'offline' }), agent(wu)], wu],
    ['the one who is not away', [agent(lin, { status: 'away' }), agent(wu)], wu],
    ['the one who auto-accepts', [agent(lin, { autoAccept: false }), agent(wu)], wu],
    ['the one below their maximum', [agent(lin, { maximum: 0 }), agent(wu, { serving: 4 })], wu],
    ['nobody when all are full', [agent(lin, { serving: 5 }), agent(wu, { serving: 9 })], null],
    [
      'the one with the fewest conversations',
      [agent(lin, { serving: 2 }), agent(wu, { serving: 1, lastAssignedAt: noon })],
      wu,
    ],
    [
      'equal: the one idle longest',
      [agent(lin, { lastAssignedAt: 2 }), agent(wu, { lastAssignedAt: 1 })],
      wu,
    ],
    ['still equal: the smaller id, as a number', [agent(ten), agent(wu)], wu],
  ] as const)('[L3] %s', (_name, agents, picked) => {
    expect(pickAgent(agents, everybody)).toBe(picked)
  })

  it('[L3] a reserved agent, or nobody', () => {
    const reservedFor = { kind: 'agent', agent: lin } as const
    expect(pickAgent([agent(lin, { serving: 4 }), agent(wu)], { reservedFor })).toBe(lin)
    expect(pickAgent([agent(lin, { serving: 5 }), agent(wu)], { reservedFor })).toBeNull()
  })

  it('[L3] a member of the reserved group', () => {
    const reservedFor = { kind: 'group', group: sales } as const
    expect(pickAgent([agent(lin), agent(wu, { serving: 4, groups: [sales] })], { reservedFor })).toBe(wu)
    expect(pickAgent([agent(lin)], { reservedFor })).toBeNull()
  })

  it('[L3] whoever put a customer back into the queue only if nobody else has room', () => {
    const putBack = { reservedFor: null, transfer: { from: lin, at: noon, kind: 'accepted' } } as const
    expect(pickAgent([agent(lin), agent(wu, { serving: 4 })], putBack)).toBe(wu)
    expect(pickAgent([agent(lin), agent(wu, { serving: 5 })], putBack)).toBe(lin)
  })
})
