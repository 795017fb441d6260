import type { Round, RoundResult } from '../load/generator.ts'
import type { Load } from '../load/load.ts'
import { type CpuTime, cpuPer } from '../product/cpu-time.ts'

/** A server that is loaded, and what its processes took so far. */
export interface Target {
  readonly port: number
  readonly cpuTime: () => CpuTime | null
}

export interface MeasuredRound extends RoundResult {
  /** CPU time of the loaded server for a callback, in microseconds. */
  readonly cpuMicros: CpuTime | null
}

type WithoutPort<Any> = Any extends unknown ? Omit<Any, 'port'> : never

/** Loads one server; throws unless every request was answered 200 success. */
export async function runRound(
  load: Load,
  target: Target,
  round: WithoutPort<Round>,
): Promise<MeasuredRound> {
  const before = target.cpuTime()
  const result = await load.run({ ...round, port: target.port })
  const after = target.cpuTime()
  if (result.problems.length > 0)
    throw new Error(`not every request was answered 200 success: ${result.problems.join(', ')}`)
  return { ...result, cpuMicros: before && after && cpuPer(result.answered, before, after) }
}
