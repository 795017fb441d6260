import { machineNow } from '../machine.ts'
import type { Timing } from './measure.ts'

export interface Measured {
  readonly messages: number
  readonly fillSeconds: number
  readonly timings: readonly Timing[]
}

/** Questions down, sizes across: p50 · p99 in ms. What missed its goal has a mark. */
export function linesOf(sizes: readonly Measured[]): string[] {
  const names = sizes[0]?.timings.map(({ name }) => name) ?? []
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    machineNow().words,
    '',
    row([
      'p50 · p99 in ms',
      'goal',
      ...sizes.map(({ messages }) => `${messages.toLocaleString('en-US')} messages`),
    ]),
    row(['---', '---', ...sizes.map(() => '---')]),
    ...names.map((name, index) => {
      const timings = sizes.flatMap((size) => size.timings[index] ?? [])
      const goal = timings[0]?.goalMs ?? null
      return row([name, goal === null ? '–' : `${goal}`, ...timings.map(cellOf)])
    }),
    row(['filled in, s', '–', ...sizes.map(({ fillSeconds }) => fillSeconds.toFixed(0))]),
  ]
}

export function isMet({ goalMs, p99Ms }: Timing): boolean {
  return goalMs === null || p99Ms < goalMs
}

function cellOf(timing: Timing): string {
  const cell = `${timing.p50Ms.toFixed(1)} · ${timing.p99Ms.toFixed(1)}`
  return isMet(timing) ? cell : `**${cell}**`
}
