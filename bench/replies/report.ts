import { type Percentiles, percentilesOf } from '../figures.ts'
import type { Settings } from '../gateway/checks.ts'
import { type Machine, machineNow } from '../machine.ts'
import type { CpuTime } from '../product/cpu-time.ts'
import type { ReplyLoadResult, WechatNotes } from './words.ts'

/** What docs/benchmarks.md promises, less what the edges of a window of some seconds may take. */
const goal = { perSecond: 1_000, tolerance: 0.01 }

export interface RepliesMeasured {
  readonly settings: Settings
  readonly rate: number
  readonly seconds: number
  readonly takesMs: number
  readonly load: ReplyLoadResult
  readonly notes: WechatNotes
  readonly cpuMicros: CpuTime | null
}

export interface RepliesReport {
  readonly machine: Machine
  readonly settings: Settings
  readonly planned: number
  readonly takesMs: number
  /** Calls that began within the time of the load, less its first second, a second. */
  readonly perSecond: number
  readonly replies: number
  readonly mostAtOnce: number
  /** From the planned time of the agent's request to WeChat's call. */
  readonly toWechat: Percentiles
  readonly cpuMicros: CpuTime | null
  readonly generatorMicros: number
  readonly goals: readonly { readonly name: string; readonly met: boolean }[]
}

/** Throws unless each reply that was taken came to WeChat, once. */
export function reportOf({
  load,
  notes,
  settings,
  rate,
  seconds,
  takesMs,
  cpuMicros,
}: RepliesMeasured): RepliesReport {
  const calledAt = new Map(notes.calls)
  const problems = [...notes.problems]
  if (calledAt.size !== notes.calls.length) problems.push(`${notes.calls.length - calledAt.size} came twice`)
  const lost = load.plannedAt.filter(([text]) => !calledAt.has(text))
  if (lost.length > 0) problems.push(`${lost.length} never came`)
  if (load.taken !== notes.calls.length) problems.push(`${load.taken} were taken, ${notes.calls.length} came`)
  if (problems.length > 0) throw new Error(`not every reply came once and in order: ${problems.join('; ')}`)

  const times = notes.calls.map(([, at]) => at)
  const start = (load.plannedAt[0]?.[1] ?? 0) + 1_000
  const end = start + (seconds - 1) * 1_000
  const perSecond = times.filter((at) => at >= start && at < end).length / (seconds - 1)
  const took = load.plannedAt.map(([text, at]) => (calledAt.get(text) ?? at) - at).sort((a, b) => a - b)
  return {
    machine: machineNow(),
    settings,
    planned: rate,
    takesMs,
    perSecond,
    replies: load.taken,
    mostAtOnce: notes.mostAtOnce,
    toWechat: percentilesOf(took),
    cpuMicros,
    generatorMicros: load.generatorMicros,
    goals: [
      {
        name: `${goal.perSecond} replies a second`,
        met: perSecond >= goal.perSecond * (1 - goal.tolerance),
      },
    ],
  }
}

export function linesOf(report: RepliesReport): string[] {
  const { machine, settings, toWechat, cpuMicros, takesMs } = report
  const [p50, p95, p99, longest] = [toWechat.p50Ms, toWechat.p95Ms, toWechat.p99Ms, toWechat.maxMs].map(
    (ms) => `${ms.toFixed(0)} ms`,
  )
  return [
    `${machine.words} · PostgreSQL ${settings.version}`,
    `${report.planned} replies a second planned, in open loop; each call of WeChat's API takes ${takesMs} ms`,
    '',
    `${report.perSecond.toFixed(0)} calls a second began; at most ${report.mostAtOnce} at once`,
    `from the planned time to the call: p50 ${p50} · p95 ${p95} · p99 ${p99} · longest ${longest}`,
    `CPU µs a reply: server ${cpuMicros?.server.toFixed(0) ?? '?'}, PostgreSQL ${cpuMicros?.postgres.toFixed(0) ?? '?'}, generator ${report.generatorMicros.toFixed(0)}`,
    `${report.replies} replies: each taken by WeChat once, in order, of one fan never two at once`,
    ...report.goals.map(({ name, met }) => `${met ? '✓' : '✗'} ${name}`),
  ]
}
