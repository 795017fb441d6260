import type { MatchPattern } from '@duokefu/engine'
import type { ClientBase } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { Account } from '../accounts/account.ts'
import { run, type Statement } from '../db/statement.ts'
import { applyEntry } from './apply.ts'
import type { Committed, Entry, Outcome } from './entries.ts'
import { allDone, isConnectionFault } from './faults.ts'
import { type EntryOf, type Group, type OutboxRow, type Work, workOf } from './group.ts'
import { agentsToLock, askedReceipts, type Known, mayHandOver, needsAgents } from './group-needs.ts'
import {
  insertConversations,
  lockConversations,
  namedRecords,
  readAgents,
  readOutbox,
  readOutcomes,
  readReceipts,
  readRecords,
  readTakers,
  readUntold,
} from './read-group.ts'
import { readRuleFacts } from './read-rule-facts.ts'
import { notifyOthers } from './write/notify.ts'
import { writeGroup } from './write/write-group.ts'
import { emptyWrites } from './writes.ts'

export interface CommitOptions {
  readonly processId: string
  readonly clockSkewMs: () => number
  /** Whether the database’s time (ms) may end anything. */
  readonly believes: (databaseTime: number) => boolean
  readonly matchPattern: MatchPattern
  /** The account as it is now, when its config_version moved. */
  readonly refreshAccount: (id: Account['id']) => Promise<Account | null>
  /** The connection broke in an earlier attempt: what it did may be committed, and nobody was told. */
  readonly maybeDone: boolean
  /** False where another bus than PostgreSQL's tells the other processes, after the commit. */
  readonly notifies?: boolean
}

export interface GroupResult {
  readonly outcomes: readonly Outcome[]
  readonly committed: Committed
}

/**
 * One transaction for many entries of one account: lock, read, decide in arrival order, write, notify, commit.
 * Safe to repeat as a whole: receipts, command ids and outbox rows know what was done. What doesn't need the answer of
 * the statement before is sent with it: the time of a small group is the number of its round trips.
 */
export async function commitGroup(
  client: ClientBase,
  known: Account,
  entries: readonly Entry[],
  options: CommitOptions,
): Promise<GroupResult> {
  const begun = run(client, begin)
  try {
    const group = await readGroup(client, begun, known, entries, options)
    const outcomes = entries.map((entry) => applyEntry(entry, group.works.get(entry.openid) ?? null, group))
    await writeAndCommit(client, group, options.notifies !== false)
    return { outcomes, committed: committedOf(group, options.maybeDone) }
  } catch (error) {
    // A lost connection is thrown away, and its transaction with it.
    if (!isConnectionFault(error)) await client.query('rollback').catch(() => undefined)
    throw error
  }
}

// Prepared and sent like the others, so that they leave in the same flight.
const begin: Statement = { name: 'ledger.begin', text: 'begin' }
const commit: Statement = { name: 'ledger.commit', text: 'commit' }

/**
 * All writes and the commit in one flight. After a write that failed PostgreSQL takes the commit for a rollback, and
 * the fault of that write is the one that is thrown.
 */
async function writeAndCommit(client: ClientBase, group: Group, notifies: boolean): Promise<void> {
  const told = notifies ? notifyOthers(group) : []
  const sent = [...writeGroup(group), ...told, commit].map((statement) => run(client, statement))
  await allDone(sent)
  if ((await sent.at(-1))?.command !== 'COMMIT') throw new Error('a group was rolled back')
}

async function readGroup(
  client: ClientBase,
  begun: Promise<unknown>,
  known: Account,
  entries: readonly Entry[],
  options: CommitOptions,
): Promise<Group> {
  const wanted = [...new Set(entries.filter(needsCustomer).map((entry) => entry.openid))].sort()
  const [locked, doneBefore] = await Promise.all([
    lockConversations(client, known, wanted),
    readDone(client, known, entries),
    begun,
  ])
  const records = locked.records
  let at = locked.at
  let done = doneBefore
  const makes = new Set(entries.filter(makesCustomer).map((entry) => entry.openid))
  const missing = wanted.filter((openid) => !records.has(openid) && makes.has(openid))
  if (missing.length > 0) {
    await insertConversations(client, known, missing)
    const made = await lockConversations(client, known, missing)
    for (const [openid, record] of made.records) records.set(openid, record)
    at = Math.max(at, made.at)
    // Nothing was locked when it was read the first time.
    done = await readDone(client, known, entries)
  }
  const account =
    locked.configVersion === known.configVersion ? known : ((await options.refreshAccount(known.id)) ?? known)
  return {
    account,
    at: at + options.clockSkewMs(),
    clockStands: !options.believes(at),
    processId: options.processId,
    newId: uuidv7,
    matchPattern: options.matchPattern,
    works: new Map([...records].map(([openid, record]) => [openid, workOf(record)])),
    writes: emptyWrites(),
    ...(await readDetails(
      client,
      { account, records, at: at + options.clockSkewMs(), awayAgents: locked.awayAgents },
      entries,
      done,
      options,
    )),
  }
}

type Done = Pick<Group, 'receipts' | 'outcomes' | 'untold'>

/** What earlier groups, of any process, have done of these entries. */
async function readDone(client: ClientBase, account: Account, entries: readonly Entry[]): Promise<Done> {
  const callbacks = entries.filter((entry) => entry.type === 'inbound' || entry.type === 'answer')
  const ids = entries.filter(isCommand).map((entry) => entry.commandId)
  const told = entries.filter((entry) => entry.type === 'told').map((entry) => entry.eventId)
  const [receipts, outcomes, untold] = await Promise.all([
    callbacks.length === 0 ? new Map() : readReceipts(client, account, callbacks),
    ids.length === 0 ? new Map() : readOutcomes(client, account, ids),
    told.length === 0 ? new Set<string>() : readUntold(client, account, told),
  ])
  return { receipts, outcomes, untold }
}

function isCommand(entry: Entry): entry is EntryOf<'desk'> | EntryOf<'api'> {
  return entry.type === 'desk' || entry.type === 'api'
}

async function readDetails(
  client: ClientBase,
  known: Known,
  entries: readonly Entry[],
  done: Done,
  options: CommitOptions,
): Promise<
  Omit<Group, 'account' | 'at' | 'clockStands' | 'processId' | 'newId' | 'matchPattern' | 'works' | 'writes'>
> {
  const { account, records, at } = known
  const { outcomes } = done
  const asked = askedReceipts(entries, records, at)
  const [askedOf, takers] = await Promise.all([
    asked.length === 0 ? new Map() : readReceipts(client, account, asked),
    entries.some((entry) => mayHandOver(known, entry, options.matchPattern))
      ? readTakers(client, account, options.clockSkewMs())
      : [],
  ])
  const receipts = asked.length === 0 ? done.receipts : new Map([...askedOf, ...done.receipts])
  const outboxOf = [...records.values()]
    .filter(({ openid, subject }) => subject.held > 0 || touchesOutbox(entries, openid))
    .map((record) => record.openid)
  const [agents, ruleFacts, outbox] = await Promise.all([
    takers.length > 0 || needsAgents(known, entries, receipts)
      ? readAgents(client, account, agentsToLock(entries, records, at, takers), options.clockSkewMs())
      : new Map(),
    readRuleFacts(client, known, entries),
    outboxOf.length === 0 ? new Map() : readOutbox(client, account, outboxOf),
  ])
  const named = entries.flatMap((entry) =>
    namedRecords(entry).map((seq) => ({
      openid: entry.openid,
      seq,
      at: outbox.get(entry.openid)?.find((row: OutboxRow) => row.seq === seq)?.at ?? null,
    })),
  )
  for (const entry of entries.filter(isCommand)) {
    const seq = outcomes.get(entry.commandId)?.seq
    if (typeof seq === 'number') named.push({ openid: entry.openid, seq, at: null })
  }
  for (const [openid, rows] of outbox) {
    for (const { seq, at } of rows) named.push({ openid, seq, at })
  }
  const recordsBySeq = named.length === 0 ? new Map() : await readRecords(client, account, named)
  return { ...done, receipts, agents, takers: new Set(takers), ...ruleFacts, outbox, records: recordsBySeq }
}

/** A reply that is held by this group may be let go or cancelled by it too. */
function touchesOutbox(entries: readonly Entry[], openid: string): boolean {
  return entries.some((entry) => {
    if (entry.openid !== openid) return false
    const holds = entry.type === 'desk' && entry.command.type === 'reply' && entry.command.mode === 'hold'
    return holds || entry.type === 'delivered'
  })
}

/** Reports of things that are no customer's business take no lock. */
function needsCustomer(entry: Entry): boolean {
  return entry.type !== 'inbound' || entry.content !== null
}

/** A program may write to a fan who has not written since we are here. */
function makesCustomer(entry: Entry): boolean {
  if (entry.type === 'api') return entry.command.type === 'api_reply'
  return entry.type === 'inbound' && entry.content !== null && entry.createsCustomer
}

/** With `maybeDone` every customer counts as changed; no records are named, so that open screens see a gap and fetch. */
function committedOf(group: Group, maybeDone: boolean): Committed {
  const works = [...group.works.values()]
  return {
    accountId: group.account.id,
    unsure: maybeDone,
    changes: works.filter((work) => maybeDone || work.record.version > work.since).map(changeOf),
    outbox:
      group.writes.outboxNew.some((row) => row.state === 'pending') ||
      group.writes.outboxStates.size > 0 ||
      group.writes.outboxGone.some(({ openid }) => somethingLeft(group, openid)),
    developerEvents: group.writes.developerEvents.length > 0,
    media: group.writes.media.length > 0,
    drain:
      works.some(({ record }) => record.subject.conversation.state === 'waiting') ||
      [...group.writes.loads.values()].some((load) => load.change < 0),
    loads: [...group.writes.loads.keys()],
    counted: [...new Set(group.writes.agentReplies.map(({ agent }) => agent))],
  }
}

/** A row that went may have stood before others of its customer. */
function somethingLeft({ outbox }: Group, openid: string): boolean {
  return (outbox.get(openid)?.length ?? 1) > 0
}

function changeOf(work: Work): Committed['changes'][number] {
  return {
    conversation: work.record,
    since: work.since,
    messages: [...work.changed.values()].sort((a, b) => a.seq - b.seq),
    before: [work.before],
  }
}
