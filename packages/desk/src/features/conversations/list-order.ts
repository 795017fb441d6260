import type { ConversationRow, DeskState } from '@duokefu/contract'
import { meantForMe } from '../../realtime/meant-for-me.ts'

export type ListTab = 'waiting' | 'serving' | 'recent'
export const listTabs: readonly ListTab[] = ['waiting', 'serving', 'recent']

export type ServingSort = 'wait' | 'latest' | 'accepted' | 'expiring'
export type WaitingSort = 'wait' | 'latest' | 'expiring'

export const servingSorts: readonly ServingSort[] = ['wait', 'latest', 'accepted', 'expiring']
export const waitingSorts: readonly WaitingSort[] = ['wait', 'latest', 'expiring']

export interface ListChoice {
  readonly tab: ListTab
  readonly servingSort: ServingSort
  readonly waitingSort: WaitingSort
  readonly unansweredOnly: boolean
}

type Known = Pick<DeskState, 'conversations' | 'me' | 'agents'>
type Compare = (a: ConversationRow, b: ConversationRow) => number

/** Which list a row stands in for me; a customer I served who is with a colleague now is 「最近」. */
export function belongsTo(tab: ListTab, row: ConversationRow, known: Omit<Known, 'conversations'>): boolean {
  const { me } = known
  const mine = row.state === 'serving' && row.agentId === me.agentId
  switch (tab) {
    case 'waiting':
      return row.state === 'waiting' && (meantForMe(row, known) || me.role !== 'agent')
    case 'serving':
      return mine
    case 'recent':
      return !mine && row.lastAgentId === me.agentId && row.endedAt !== null
  }
}

/** How many stand in each list, and how many of mine are unanswered. */
export interface ListCounts {
  readonly waiting: number
  readonly serving: number
  readonly unanswered: number
}

export function countLists(known: Known): ListCounts {
  let waiting = 0
  let serving = 0
  let unanswered = 0
  for (const row of known.conversations.values()) {
    if (belongsTo('waiting', row, known)) waiting += 1
    else if (belongsTo('serving', row, known)) {
      serving += 1
      if (row.unansweredSince !== null) unanswered += 1
    }
  }
  return { waiting, serving, unanswered }
}

/** The openids of a list in the order that the agent chose; `now` in server time. */
export function listOrder(known: Known, choice: ListChoice, now: number): readonly string[] {
  const rows = [...known.conversations.values()].filter(
    (row) =>
      belongsTo(choice.tab, row, known) &&
      (choice.tab !== 'serving' || !choice.unansweredOnly || row.unansweredSince !== null),
  )
  return rows.sort(byAll(compareOf(known, choice, now))).map((row) => row.openid)
}

function compareOf(known: Known, choice: ListChoice, now: number): readonly Compare[] {
  switch (choice.tab) {
    case 'waiting':
      return waitingCompare(choice.waitingSort, known, now)
    case 'serving':
      return [ascending((row) => (row.pinned ? 0 : 1)), ...servingCompare(choice.servingSort, now)]
    case 'recent':
      return [ascending((row) => -(row.endedAt ?? 0))]
  }
}

function waitingCompare(sort: WaitingSort, known: Known, now: number): readonly Compare[] {
  const wait = [ascending((row) => rank(row, known)), ascending((row) => row.waitingSince ?? 0)]
  switch (sort) {
    case 'wait':
      return wait
    case 'latest':
      return [ascending((row) => -lastAt(row))]
    case 'expiring':
      return [ascending((row) => windowEnd(row, now)), ...wait]
  }
}

function servingCompare(sort: ServingSort, now: number): readonly Compare[] {
  switch (sort) {
    case 'wait':
      return [
        ascending((row) => row.unansweredSince ?? Number.POSITIVE_INFINITY),
        ascending((row) => -lastAt(row)),
      ]
    case 'latest':
      return [ascending((row) => -lastAt(row))]
    case 'accepted':
      return [ascending((row) => row.acceptedAt ?? 0)]
    case 'expiring':
      return [ascending((row) => windowEnd(row, now)), ascending((row) => -lastAt(row))]
  }
}

/** 「转接给你」 and 「指定你」 first, what is meant for others last. */
function rank(row: ConversationRow, known: Known): number {
  if (row.reservedFor === null) return 1
  return meantForMe(row, known) ? 0 : 2
}

function lastAt(row: ConversationRow): number {
  return row.last?.at ?? 0
}

/** Until when WeChat takes replies; what is over or unknown can't expire any more. */
function windowEnd({ quota }: ConversationRow, now: number): number {
  return quota.kind === 'known' && quota.until > now ? quota.until : Number.POSITIVE_INFINITY
}

function ascending(figure: (row: ConversationRow) => number): Compare {
  return (a, b) => {
    const x = figure(a)
    const y = figure(b)
    return x < y ? -1 : x > y ? 1 : 0
  }
}

/** The openid decides at last, so that rows of one instant don't change places by themselves. */
function byAll(compares: readonly Compare[]): Compare {
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return a.openid < b.openid ? -1 : 1
  }
}
