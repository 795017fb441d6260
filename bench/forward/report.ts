import { percentile } from '../figures.ts'
import type { Settings } from '../gateway/checks.ts'
import type { MeasuredRound } from '../gateway/rounds.ts'
import { type Machine, machineNow } from '../machine.ts'
import type { Seen } from './mall.ts'

/** Milliseconds at the 99th percentile (docs/benchmarks.md). */
const goalMs = 10

interface Percentiles {
  readonly count: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly maxMs: number
}

export interface ForwardReport {
  readonly machine: Machine
  readonly settings: Settings
  readonly perSecond: number
  /** What the developer URL took itself, as it saw it. */
  readonly own: Percentiles
  /** From the planned send time to the answer, less what the developer URL took of it. */
  readonly added: Percentiles
  /** The same of a proxy that only passes messages on: what the machine itself takes. */
  readonly bareAdded: Percentiles
  /** Messages that were not forwarded: from the planned send time to the answer. */
  readonly served: Percentiles
  /** TCP connections that the developer URL saw. */
  readonly connections: number
  readonly cpuMicros: MeasuredRound['cpuMicros']
  readonly answered: number
  readonly met: boolean
}

/** What stood between the planned send time and the answer, but for the developer URL's own time. */
export function addedOf({ timings }: MeasuredRound, { ownTimes }: Seen): Percentiles {
  return percentilesOf(
    timings.flatMap(({ msgId, ms }) => {
      const own = ownTimes.get(msgId)
      return own === undefined ? [] : [ms - own]
    }),
  )
}

/** Throws unless half of the messages were forwarded, each once. */
export function reportOf(
  round: MeasuredRound,
  seen: Seen,
  facts: Pick<ForwardReport, 'settings' | 'perSecond' | 'answered' | 'bareAdded'>,
): ForwardReport {
  const added = addedOf(round, seen)
  const served = round.timings.filter(({ msgId }) => !seen.ownTimes.has(msgId)).map(({ ms }) => ms)
  const share = added.count / round.timings.length
  if (Math.abs(share - 0.5) > 0.01)
    throw new Error(`${Math.round(share * 100)} % of the messages were forwarded`)
  return {
    machine: machineNow(),
    ...facts,
    own: percentilesOf([...seen.ownTimes.values()]),
    added,
    served: percentilesOf(served),
    connections: seen.connections,
    cpuMicros: round.cpuMicros,
    met: added.p99Ms < goalMs,
  }
}

function percentilesOf(durations: number[]): Percentiles {
  const sorted = durations.sort((a, b) => a - b)
  return {
    count: sorted.length,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    p999Ms: percentile(sorted, 0.999),
    maxMs: percentile(sorted, 1),
  }
}

export function linesOf(report: ForwardReport): string[] {
  const { machine, settings, cpuMicros } = report
  return [
    `${machine.words} · PostgreSQL ${settings.version}`,
    `fsync ${settings.fsync} · synchronous_commit ${settings.synchronous_commit} · full_page_writes ${settings.full_page_writes} · no unlogged table`,
    `${report.perSecond} callbacks a second, open loop, half of them forwarded over ${report.connections} connections`,
    '',
    line('milliseconds', 'count', 'p50', 'p95', 'p99', 'p99.9', 'longest'),
    row('developer URL itself', report.own),
    row('added by a bare proxy', report.bareAdded),
    row('added by us', report.added),
    row('not forwarded', report.served),
    '',
    `CPU µs a callback: server ${cpuMicros?.server.toFixed(0) ?? '?'}, PostgreSQL ${cpuMicros?.postgres.toFixed(0) ?? '?'}`,
    `${report.answered} callbacks answered 200, each stored once and in order`,
    `${report.met ? '✓' : '✗'} added at p99 under ${goalMs} ms`,
  ]
}

function row(name: string, figures: Percentiles): string {
  const { count, p50Ms, p95Ms, p99Ms, p999Ms, maxMs } = figures
  const ms = [p50Ms, p95Ms, p99Ms, p999Ms, maxMs].map((value) => value.toFixed(1))
  return line(name, String(count), ...ms)
}

function line(name: string, ...columns: readonly string[]): string {
  return name.padEnd(24) + columns.map((column) => column.padStart(10)).join('')
}
