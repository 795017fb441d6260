import type { ConversationRow } from '@duokefu/contract'

/** Something to go to or to do, by the words that name it. */
export type Finding =
  | { readonly kind: 'customer'; readonly openid: string; readonly row: ConversationRow }
  | { readonly kind: 'act'; readonly act: FindableAct }
  | { readonly kind: 'records'; readonly query: string }

/** What the palette can do besides opening a customer. */
export interface FindableAct {
  readonly id: string
  readonly words: string
  readonly run: () => void
  /** It has a place for the focus itself. */
  readonly takesFocus?: boolean
}

export interface FindIn {
  readonly rows: Iterable<ConversationRow>
  readonly acts: readonly FindableAct[]
}

const mostCustomers = 8

/**
 * What fits the query: customers by 备注名, alias or openid (those who wait or are served first), then acts, then the
 * search in all records. Without a query the acts alone.
 */
export function findings(query: string, { rows, acts }: FindIn): Finding[] {
  const wanted = fold(query)
  const fittingActs = acts
    .filter((act) => fold(act.words).includes(wanted))
    .map((act) => ({ kind: 'act' as const, act }))
  if (wanted === '') return fittingActs
  const customers = [...rows]
    .filter((row) => names(row).some((name) => fold(name).includes(wanted)))
    .sort((a, b) => liveness[a.state] - liveness[b.state] || (b.last?.at ?? 0) - (a.last?.at ?? 0))
    .slice(0, mostCustomers)
    .map((row) => ({ kind: 'customer' as const, openid: row.openid, row }))
  return [...customers, ...fittingActs, { kind: 'records', query: query.trim() }]
}

const liveness = { serving: 0, waiting: 1, none: 2 } as const

function names(row: ConversationRow): string[] {
  return row.remark === null ? [row.alias, row.openid] : [row.remark, row.alias, row.openid]
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase()
}
