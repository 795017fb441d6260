import type { PoolClient } from 'pg'
import { AppError } from '../http/errors.ts'
import * as store from './invitation-store.ts'

/** Who answered an invitation: an openid, or a person who chose a password. */
export interface Answerer {
  readonly openid: string | null
  readonly unionid: string | null
  readonly answeredBy: string | null
}

/**
 * Makes whoever answered this agent, in the caller's transaction. One login per person: somebody whose openid or
 * unionid is a login already, here or in another account, keeps it. Returns the person who was this agent before, when
 * it is another one. Throws `already_agent`.
 */
export async function bindTo(
  db: PoolClient,
  { accountId, agent }: store.Invitation,
  { openid, unionid, answeredBy }: Answerer,
  skewMs: number,
): Promise<readonly string[]> {
  const known = openid === null ? answeredBy : await store.personOf(db, accountId, openid, unionid)
  const personId = known ?? (await personOfPlace(db, agent)) ?? (await store.insertPerson(db, agent.name))
  try {
    await store.bindPerson(db, accountId, agent.id, personId)
    if (openid !== null) await store.bindOpenid(db, { accountId, personId, openid, unionid, skewMs })
  } catch (error) {
    if (!isTaken(error)) throw error
    throw new AppError('already_agent', { cause: error })
  }
  return agent.personId === null || agent.personId === personId ? [] : [agent.personId]
}

/** The agent's own person, unless they have places elsewhere: an invitation of this shop opens no other one. */
async function personOfPlace(db: PoolClient, agent: store.Invitation['agent']): Promise<string | null> {
  if (agent.personId === null) return null
  return (await store.hasOtherPlace(db, agent.personId, agent.id)) ? null : agent.personId
}

/** A unique index said no. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
