import { type Decision, decide, type FanAct, type MatchPattern, type Subject } from '@duokefu/engine'
import { v7 as uuidv7 } from 'uuid'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { decisionContext } from './decision-context.ts'
import { readAgents } from './read-group.ts'
import { readQueue } from './read-rule-facts.ts'

export interface Trial {
  readonly subject: Subject
  readonly act: FanAct
  readonly at: number
  readonly tags: readonly string[]
  readonly developerDown: boolean
  readonly matchPattern: MatchPattern
}

/** What the ledger would decide about an act of a fan, with the agents as they are now. Nothing is written. */
export async function tryAct(
  { pool, clock }: Pick<Context, 'pool' | 'clock'>,
  account: Account,
  { subject, act, ...facts }: Trial,
): Promise<Extract<Decision, { ok: true }>> {
  const client = await pool.connect()
  try {
    const agents = await readAgents(client, account, [], clock.skewMs)
    const queue = await readQueue(client, account)
    const context = decisionContext({
      ...facts,
      account,
      agents,
      queue,
      takers: new Set(queue.ahead === 0 ? agents.keys() : []),
      asked: [],
      heldOver: 0,
      clockStands: false,
      newId: uuidv7,
    })
    const decision = decide(subject, { type: 'fan_act', act }, context)
    if (!decision.ok) throw new Error('a fan is never refused')
    return decision
  } finally {
    client.release()
  }
}
