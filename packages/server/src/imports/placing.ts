/** A record of WeChat's own desk that stands in a conversation already. `time` is WeChat's, in ms. */
export interface Placed {
  readonly seq: number
  readonly time: number
}

/** One that is to be placed; `position` is WeChat's own order. */
export interface ToPlace {
  readonly time: number
  readonly position: number
}

export interface Placing<Fresh extends ToPlace> {
  readonly placed: readonly { readonly record: Fresh; readonly seq: number; readonly at: number }[]
  /** Older ones that give way to newer: from one seq to another that nobody had. */
  readonly moved: readonly { readonly from: number; readonly to: number; readonly at: number }[]
  /** What `next_import_seq` is afterwards. */
  readonly nextSeq: number
}

/**
 * Where imported records of one customer stand: below every record of ours, downwards from `nextSeq`, newer above older
 * (L16). Days come newest first, so that usually nothing moves; when a later import brings newer ones, the older imported
 * ones give way. `at` never goes above `ceiling`, the time of our own first record: times must follow seq.
 */
export function placeRecords<Fresh extends ToPlace>(
  known: readonly Placed[],
  fresh: readonly Fresh[],
  nextSeq: number,
  ceiling: number | null,
): Placing<Fresh> {
  const newest = fresh.reduce((latest, { time }) => Math.max(latest, time), Number.NEGATIVE_INFINITY)
  const giveWay = known.filter(({ time }) => time < newest)
  const newestFirst = [
    ...giveWay.map((record) => ({ ...record, position: -1, fresh: null })),
    ...fresh.map((record) => ({ time: record.time, position: record.position, seq: 0, fresh: record })),
  ].sort((a, b) => b.time - a.time || b.position - a.position || b.seq - a.seq)
  const placed: { record: Fresh; seq: number; at: number }[] = []
  const moved: { from: number; to: number; at: number }[] = []
  let seq = nextSeq
  for (const one of newestFirst) {
    const at = ceiling === null ? one.time : Math.min(one.time, ceiling)
    if (one.fresh === null) moved.push({ from: one.seq, to: seq, at })
    else placed.push({ record: one.fresh, seq, at })
    seq -= 1
  }
  return { placed, moved, nextSeq: seq }
}

/** So long a silence ends a period that was served at WeChat's own desk. */
const silenceMs = 30 * 60_000

export interface PeriodPart {
  readonly seq: number
  readonly time: number
  readonly direction: 'in' | 'out'
  readonly agentId: string | null
  readonly text: string
}

export interface Period {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly startedAt: number
  readonly endedAt: number
  readonly agentId: string | null
  readonly replies: number
  readonly firstWords: string | null
}

/** The periods that imported records, in order of seq, make up; who answered most served. */
export function periodsOf(records: readonly PeriodPart[]): Period[] {
  const runs: PeriodPart[][] = []
  for (const record of records) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run === undefined || last === undefined || record.time - last.time > silenceMs) runs.push([record])
    else run.push(record)
  }
  return runs.flatMap((run) => {
    const first = run[0]
    const last = run.at(-1)
    if (first === undefined || last === undefined) return []
    return {
      firstSeq: first.seq,
      lastSeq: last.seq,
      startedAt: first.time,
      endedAt: last.time,
      agentId: mostOften(run.map(({ agentId }) => agentId)),
      replies: run.filter(({ direction }) => direction === 'out').length,
      firstWords: run.find(({ direction }) => direction === 'in')?.text ?? null,
    }
  })
}

function mostOften(ids: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const id of ids) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
