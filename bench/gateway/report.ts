import { median, percentile } from '../figures.ts'
import { type Machine, machineNow } from '../machine.ts'
import type { CpuTime } from '../product/cpu-time.ts'
import type { ProfileSummary } from '../profile/summary.ts'
import type { Settings } from './checks.ts'
import type { MeasuredRound } from './rounds.ts'

const goal = { toBare: 0.3, toCoWechat: 1.5, safeToPlain: 0.8, p99Ms: 20 }

/** Who is loaded in turns: the bare server, ours in plain mode (明文模式), npm's co-wechat, ours in safe mode (安全模式). */
export type Contestant = 'bare' | 'plain' | 'coWechat' | 'safe'

export interface Measured extends Readonly<Record<Contestant, readonly MeasuredRound[]>> {
  readonly settings: Settings
  readonly half: { readonly rate: number; readonly result: MeasuredRound }
  /** Callbacks answered 200 in all, each found in the database afterwards. */
  readonly answered: number
  /** What the open desk heard meanwhile. */
  readonly frames: number
  readonly profile: ProfileSummary | null
}

export interface Report {
  readonly machine: Machine
  readonly settings: Settings
  readonly rates: Readonly<Record<Contestant, Rate>>
  /** Of the medians. */
  readonly ratios: { readonly toBare: number; readonly toCoWechat: number; readonly safeToPlain: number }
  readonly half: {
    readonly perSecond: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly p999Ms: number
    readonly maxMs: number
  }
  readonly answered: number
  readonly frames: number
  readonly goals: readonly { readonly name: string; readonly met: boolean }[]
  readonly profile: ProfileSummary | null
}

/** Callbacks a second: each round, and their median. */
interface Rate {
  readonly rounds: readonly number[]
  readonly median: number
  /** CPU time that the load generator took for one, in microseconds. */
  readonly generatorMicros: number
  /** The server's own for one; null where the system does not tell. */
  readonly cpuMicros: CpuTime | null
}

export function reportOf(measured: Measured): Report {
  const rates = {
    bare: rateOf(measured.bare),
    plain: rateOf(measured.plain),
    coWechat: rateOf(measured.coWechat),
    safe: rateOf(measured.safe),
  }
  const { median: ours } = rates.plain
  const ratios = {
    toBare: ours / rates.bare.median,
    toCoWechat: ours / rates.coWechat.median,
    safeToPlain: rates.safe.median / ours,
  }
  const { latenciesMs } = measured.half.result
  const half = {
    perSecond: measured.half.rate,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    p999Ms: percentile(latenciesMs, 0.999),
    maxMs: percentile(latenciesMs, 1),
  }
  const { settings, answered, frames, profile } = measured
  return {
    machine: machineNow(),
    settings,
    rates,
    ratios,
    half,
    answered,
    frames,
    goals: [
      { name: `at least ${goal.toBare} of the bare server`, met: ratios.toBare >= goal.toBare },
      { name: `at least ${goal.toCoWechat} times co-wechat`, met: ratios.toCoWechat >= goal.toCoWechat },
      {
        name: `safe mode at least ${goal.safeToPlain} of plain mode`,
        met: ratios.safeToPlain >= goal.safeToPlain,
      },
      { name: `p99 under ${goal.p99Ms} ms at half of the maximum`, met: half.p99Ms < goal.p99Ms },
    ],
    profile,
  }
}

export function rateOf(results: readonly MeasuredRound[]): Rate {
  const rounds = results.map((result) => result.perSecond)
  return {
    rounds,
    median: median(rounds),
    generatorMicros: median(results.map((result) => result.generatorMicros)),
    cpuMicros: cpuOf(results.flatMap(({ cpuMicros }) => cpuMicros ?? [])),
  }
}

function cpuOf(times: readonly CpuTime[]): CpuTime | null {
  if (times.length === 0) return null
  return {
    server: median(times.map((time) => time.server)),
    postgres: median(times.map((time) => time.postgres)),
  }
}

export function linesOf(report: Report): string[] {
  const { rates, ratios, half, settings, machine } = report
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return [
    `${machine.words} · PostgreSQL ${settings.version}`,
    `fsync ${settings.fsync} · synchronous_commit ${settings.synchronous_commit} · full_page_writes ${settings.full_page_writes} · no unlogged table`,
    '',
    rateLine('callbacks a second', 'median', 'spread', 'CPU µs: server', 'PostgreSQL', 'load'),
    rateOfOne('bare node:http', rates.bare),
    rateOfOne('co-wechat', rates.coWechat),
    rateOfOne('Duokefu', rates.plain),
    rateOfOne('… in safe mode', rates.safe),
    `ratios of the medians: ${ratios.toBare.toFixed(3)} of bare · ${ratios.toCoWechat.toFixed(2)} × co-wechat · safe ${ratios.safeToPlain.toFixed(2)} of plain`,
    '',
    `at half of the maximum (${whole(half.perSecond)}/s, open loop, from the planned send time)`,
    `p50 ${ms(half.p50Ms)} · p99 ${ms(half.p99Ms)} · p99.9 ${ms(half.p999Ms)} · longest ${ms(half.maxMs)}`,
    '',
    `${whole(report.answered)} callbacks answered 200, each stored once and in order; ${whole(report.frames)} frames to the open desks`,
    ...report.goals.map(({ name, met }) => `${met ? '✓' : '✗'} ${name}`),
    ...(report.profile === null ? [] : ['', ...profileLines(report.profile)]),
  ]
}

function rateOfOne(name: string, { rounds, median: middle, cpuMicros, generatorMicros }: Rate): string {
  const spread = `${whole(Math.min(...rounds))}–${whole(Math.max(...rounds))}`
  const micros = [cpuMicros?.server, cpuMicros?.postgres, generatorMicros]
  return rateLine(name, whole(middle), spread, ...micros.map((value) => value?.toFixed(0) ?? '?'))
}

function rateLine(name: string, ...columns: readonly string[]): string {
  return name.padEnd(20) + columns.map((column) => column.padStart(16)).join('')
}

export function profileLines({ callbacks, busyMicros, purposes, functions }: ProfileSummary): string[] {
  const row = ({ name, micros }: { name: string; micros: number }) =>
    `${micros.toFixed(1).padStart(8)}  ${name}`
  return [
    `profile of ${whole(callbacks)} callbacks: ${busyMicros.toFixed(1)} µs of the server's thread each`,
    ...purposes.map(row),
    '',
    'the functions that took most by themselves',
    ...functions.map(row),
  ]
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
