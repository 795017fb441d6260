import { median, percentile } from '../figures.ts'
import { type Machine, machineNow } from '../machine.ts'
import type { FrameFigures } from './frames.ts'

/** What docs/benchmarks.md promises. A frame of 60 a second has 16.7 ms. */
const goal = { firstLoadBytes: 250 * 1024, frameMs: 1000 / 60, growth: 0.03 }

export interface BrowserMeasured {
  readonly firstLoad: { readonly scriptBytes: number; readonly scripts: number }
  readonly day: {
    readonly customers: number
    readonly messages: number
    readonly heapBytes: readonly number[]
  }
  readonly list: Scrolled
  readonly records: Scrolled
}

interface Scrolled {
  readonly count: number
  readonly frames: FrameFigures
}

export interface BrowserReport extends BrowserMeasured {
  readonly machine: Machine
  /** What the second half of the day added to the heap, as a share of it: the middle of its weighings against the middle of the first half's. */
  readonly growth: number
  readonly goals: readonly { readonly name: string; readonly met: boolean }[]
}

export function reportOf(measured: BrowserMeasured): BrowserReport {
  const { firstLoad, day, list, records } = measured
  const growth = growthOf(day.heapBytes)
  const keepsUp = ({ frames }: Scrolled) => percentile(frames.cpuMs, 0.99) < goal.frameMs
  return {
    ...measured,
    machine: machineNow(),
    growth,
    goals: [
      {
        name: 'first load of at most 250 KB of compressed scripts',
        met: firstLoad.scriptBytes <= goal.firstLoadBytes,
      },
      { name: `${list.count} conversations: 16.7 ms of the main thread a frame at p99`, met: keepsUp(list) },
      { name: `${records.count} records: 16.7 ms of the main thread a frame at p99`, met: keepsUp(records) },
      { name: `memory grows by less than ${100 * goal.growth} % in half a day`, met: growth < goal.growth },
    ],
  }
}

function growthOf(heapBytes: readonly number[]): number {
  const half = Math.floor(heapBytes.length / 2)
  return median(heapBytes.slice(half)) / median(heapBytes.slice(0, half)) - 1
}

export function linesOf({ machine, firstLoad, day, list, records, growth, goals }: BrowserReport): string[] {
  const mb = (bytes: number) => (bytes / 1024 ** 2).toFixed(2)
  return [
    machine.words,
    `first load: ${(firstLoad.scriptBytes / 1024).toFixed(0)} KB of scripts as sent, in ${firstLoad.scripts} files`,
    scrolled(`${list.count} conversations`, list.frames),
    scrolled(`${records.count} records`, records.frames),
    `a day: ${day.customers} customers, ${day.messages} messages; heap after each tenth, in MB: ${day.heapBytes.map(mb).join(' ')}; growth in the second half ${(100 * growth).toFixed(1)} %`,
    ...goals.map(({ name, met }) => `${met ? '✓' : '✗'} ${name}`),
  ]
}

function scrolled(what: string, { busyMs, cpuMs, dropped, wanted }: FrameFigures): string {
  const figures = (values: readonly number[]) =>
    [0.5, 0.95, 0.99, 1].map((share) => percentile(values, share).toFixed(1)).join(' · ')
  return `${what}, ${busyMs.length} frames of the main thread: ms of CPU p50 · p95 · p99 · longest ${figures(cpuMs)}; by the clock ${figures(busyMs)}; the compositor dropped ${dropped} of ${wanted}`
}
