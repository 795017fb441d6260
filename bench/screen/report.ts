import { type Percentiles, percentilesOf, spreadOf } from '../figures.ts'
import type { Settings } from '../gateway/checks.ts'
import { type Machine, machineNow } from '../machine.ts'
import type { CpuTime } from '../product/cpu-time.ts'
import type { Memory } from '../product/memory.ts'
import type { ScreenResult } from './words.ts'

/** What docs/benchmarks.md promises. */
const goal = { calmP99Ms: 20, busyP99Ms: 50, waitingRowMs: 1_000, bytesPerAgent: 30 * 1024 }

export interface ScreenRound {
  readonly rate: number
  readonly result: ScreenResult
  readonly cpuMicros: CpuTime | null
}

export interface ScreenMeasured {
  readonly settings: Settings
  readonly agents: number
  readonly memory: { readonly none: Memory; readonly all: Memory }
  readonly calm: ScreenRound
  readonly busy: ScreenRound
}

interface RoundFigures {
  readonly perSecond: number
  readonly toScreen: Percentiles
  readonly toAnswer: Percentiles
  readonly frames: number
  readonly arrived: number
  readonly cpuMicros: CpuTime | null
}

export interface ScreenReport {
  readonly machine: Machine
  readonly settings: Settings
  readonly agents: number
  readonly perAgent: { readonly heapBytes: number; readonly rssBytes: number | null }
  readonly calm: RoundFigures
  readonly busy: RoundFigures
  /** From 客服 to the row on the last screen. */
  readonly waitingRow: { readonly count: number; readonly medianMs: number; readonly longestMs: number }
  readonly goals: readonly { readonly name: string; readonly met: boolean }[]
}

export function reportOf({ settings, agents, memory, calm, busy }: ScreenMeasured): ScreenReport {
  const figures = { calm: figuresOf(calm), busy: figuresOf(busy) }
  const { none, all } = memory
  const perAgent = {
    heapBytes: (all.heapBytes - none.heapBytes) / agents,
    rssBytes:
      none.rssBytes === null || all.rssBytes === null ? null : (all.rssBytes - none.rssBytes) / agents,
  }
  const rows = [...calm.result.waitingRows, ...busy.result.waitingRows].map((row) => row.lastMs)
  const { median, highest } = spreadOf(rows)
  return {
    machine: machineNow(),
    settings,
    agents,
    perAgent,
    ...figures,
    waitingRow: { count: rows.length, medianMs: median, longestMs: highest },
    goals: [
      {
        name: `p99 to the screen under ${goal.calmP99Ms} ms at ${calm.rate}/s`,
        met: figures.calm.toScreen.p99Ms < goal.calmP99Ms,
      },
      {
        name: `p99 to the screen under ${goal.busyP99Ms} ms at ${busy.rate}/s`,
        met: figures.busy.toScreen.p99Ms < goal.busyP99Ms,
      },
      { name: 'a waiting row on every screen within a second', met: highest < goal.waitingRowMs },
      {
        name: 'under 30 KB of heap for a connected idle agent',
        met: perAgent.heapBytes < goal.bytesPerAgent,
      },
    ],
  }
}

function figuresOf({ rate, result, cpuMicros }: ScreenRound): RoundFigures {
  const { toScreenMs, toAnswerMs, frames, arrived } = result
  return {
    perSecond: rate,
    toScreen: percentilesOf(toScreenMs),
    toAnswer: percentilesOf(toAnswerMs),
    frames,
    arrived,
    cpuMicros,
  }
}

export function linesOf(report: ScreenReport): string[] {
  const { machine, settings, agents, perAgent, calm, busy, waitingRow } = report
  const kb = (bytes: number | null) => (bytes === null ? '?' : `${(bytes / 1024).toFixed(1)} KB`)
  return [
    `${machine.words} · PostgreSQL ${settings.version}`,
    `${agents} agents at their desks; fans being served write, in open loop`,
    '',
    line('milliseconds from the plan', ['count', 'p50', 'p95', 'p99', 'p99.9', 'longest']),
    ...[calm, busy].flatMap((round) => [
      row(`${round.perSecond}/s: to the screen`, round.toScreen),
      row(`${round.perSecond}/s: to the 200`, round.toAnswer),
    ]),
    '',
    ...[calm, busy].map(
      ({ perSecond, arrived, frames, cpuMicros }) =>
        `${perSecond}/s: ${arrived} messages, each on its one screen once, in ${frames} frames; CPU µs a callback: server ${cpuMicros?.server.toFixed(0) ?? '?'}, PostgreSQL ${cpuMicros?.postgres.toFixed(0) ?? '?'}`,
    ),
    `${waitingRow.count} new waiting rows, on the last of ${agents} screens after ${waitingRow.medianMs.toFixed(0)} ms (median), ${waitingRow.longestMs.toFixed(0)} ms (longest)`,
    `a connected idle agent: ${kb(perAgent.heapBytes)} of heap after a full collection, ${kb(perAgent.rssBytes)} of RSS`,
    ...report.goals.map(({ name, met }) => `${met ? '✓' : '✗'} ${name}`),
  ]
}

function row(name: string, { count, p50Ms, p95Ms, p99Ms, p999Ms, maxMs }: Percentiles): string {
  return line(name, [String(count), ...[p50Ms, p95Ms, p99Ms, p999Ms, maxMs].map((value) => value.toFixed(1))])
}

function line(name: string, columns: readonly string[]): string {
  return name.padEnd(28) + columns.map((column) => column.padStart(10)).join('')
}
