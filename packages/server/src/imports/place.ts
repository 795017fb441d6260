import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../db/transaction.ts'
import * as places from './place-store.ts'
import { periodsOf, placeRecords } from './placing.ts'
import * as records from './record-store.ts'
import type { ClaimedRun } from './run-store.ts'

/** So many customers in one transaction, which holds their locks. */
const customersAtOnce = 20

/** Says that the agent said it; 2003 that the agent heard it. Older kinds of events carry no words. */
const agentSaid = 2002

/** Puts fetched records of a day into conversations, some customers at a time; false when none are left. */
export async function placeSome(pool: Pool, run: ClaimedRun, day: string): Promise<boolean> {
  const openids = await records.customersToPlace(pool, run.accountId, day, customersAtOnce)
  if (openids.length === 0) return false
  await inTransaction(pool, async (client) => {
    // A lock wait in the middle would be rolled back as a whole, and tried again.
    const customers = await places.lockCustomers(client, run.accountId, openids)
    const fresh = await records.unplaced(client, run.accountId, day, openids)
    const known = await doublesOf(client, run.accountId, customers, fresh)
    const toPlace = fresh.filter((record) => !known.has(record))
    await place(client, run.accountId, customers, toPlace)
    await records.markPlaced(client, run, day, fresh, toPlace.length)
  })
  return true
}

async function place(
  client: PoolClient,
  accountId: AccountId,
  customers: readonly places.LockedCustomer[],
  fresh: readonly records.UnplacedRecord[],
): Promise<void> {
  const openids = customers.map(({ openid }) => openid)
  const agents = await agentsOf(client, accountId, fresh)
  const imported = await places.importedRecords(client, accountId, openids)
  const newRecords: places.NewRecord[] = []
  const moves: { openid: string; from: number; to: number; at: number }[] = []
  const saved: { openid: string; nextSeq: number; firstSeenAt: number }[] = []
  for (const { openid, version, nextImportSeq, ownSince } of customers) {
    const mine = fresh
      .filter((record) => record.openid === openid)
      .map((record) => ({ ...record, time: record.time * 1000 }))
    if (mine.length === 0) continue
    const known = imported.filter((record) => record.openid === openid)
    const placing = placeRecords(known, mine, nextImportSeq, ownSince)
    for (const move of placing.moved) moves.push({ openid, ...move })
    for (const { record, seq, at } of placing.placed) {
      newRecords.push({
        openid,
        seq,
        at,
        version,
        time: record.time,
        direction: record.opercode === agentSaid ? 'out' : 'in',
        agentId: record.opercode === agentSaid ? (agents.get(record.worker) ?? null) : null,
        text: wordsOf(record.text),
      })
    }
    const firstSeenAt = Math.min(...mine.map(({ time }) => time))
    saved.push({ openid, nextSeq: placing.nextSeq, firstSeenAt })
  }
  if (newRecords.length === 0) return
  await places.moveRecords(client, accountId, moves)
  await places.insertRecords(client, accountId, newRecords)
  await places.saveCustomers(client, accountId, saved)
  await savePeriods(client, accountId, openids)
}

async function savePeriods(client: PoolClient, accountId: AccountId, openids: readonly string[]) {
  const imported = await places.importedRecords(client, accountId, openids)
  const periods = openids.flatMap((openid) =>
    periodsOf(imported.filter((record) => record.openid === openid)).map((period) => ({ openid, ...period })),
  )
  await places.replacePeriods(client, accountId, openids, periods)
}

async function agentsOf(
  client: PoolClient,
  accountId: AccountId,
  fresh: readonly records.UnplacedRecord[],
): Promise<ReadonlyMap<string, AgentId>> {
  const workers = [...new Set(fresh.map(({ worker }) => worker))].filter((worker) => worker !== '')
  const agents = await places.agentsByKf(client, accountId, workers)
  for (const worker of workers) {
    if (!agents.has(worker)) agents.set(worker, await places.addFormerAgent(client, accountId, worker))
  }
  return agents
}

/** WeChat's clock and ours may differ by so much about one message. */
const sameWithinMs = 5_000

/**
 * What we have ourselves: a fan's message that came to both desks, a reply of ours if WeChat should list it. Told by
 * words and time, each of our records answering for one.
 */
async function doublesOf(
  client: PoolClient,
  accountId: AccountId,
  customers: readonly places.LockedCustomer[],
  fresh: readonly records.UnplacedRecord[],
): Promise<ReadonlySet<records.UnplacedRecord>> {
  const since = new Map(customers.map(({ openid, ownSince }) => [openid, ownSince]))
  const suspects = fresh.filter(({ openid, time }) => {
    const ownSince = since.get(openid) ?? null
    return ownSince !== null && time * 1000 >= ownSince - 10 * sameWithinMs
  })
  const times = suspects.map(({ time }) => time * 1000)
  if (times.length === 0) return new Set()
  const own = await places.ownRecords(
    client,
    accountId,
    [...new Set(suspects.map(({ openid }) => openid))],
    Math.min(...times) - sameWithinMs,
    // A message may reach us long after WeChat's desk had it: WeChat repeats callbacks for a while only.
    Math.max(...times) + 10 * 60_000,
  )
  const used = new Set<places.OwnRecord>()
  return new Set(
    suspects.filter((record) => {
      const same = own.find((one) => !used.has(one) && isSame(one, record))
      if (same !== undefined) used.add(same)
      return same !== undefined
    }),
  )
}

function isSame(own: places.OwnRecord, record: records.UnplacedRecord): boolean {
  if (own.openid !== record.openid) return false
  if ((own.direction === 'out') !== (record.opercode === agentSaid)) return false
  if (Math.abs(own.time - record.time * 1000) > sameWithinMs) return false
  return own.type === 'text' ? own.text === record.text : record.text === `[${own.type}]`
}

/** Of pictures, voices and videos WeChat's desk tells a word alone. */
const mediaWords: ReadonlyMap<string, string> = new Map([
  ['[image]', '[图片]'],
  ['[voice]', '[语音]'],
  ['[video]', '[视频]'],
])

function wordsOf(text: string): string {
  return mediaWords.get(text) ?? text
}
