import { percentile } from '../figures.ts'
import type { Asker } from './asker.ts'
import type { Question } from './questions.ts'

/** What one question took at one size, in ms. */
export interface Timing {
  readonly name: string
  readonly goalMs: number | null
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/** So many calls of a question without a goal: some of them take seconds. */
const fewCalls = 20

/** Asks every question so many times, all of them in turn, so that each finds the caches as the others left them. */
export async function measure(
  questions: readonly Question[],
  askers: Readonly<Record<Question['by'], Asker>>,
  calls: number,
): Promise<Timing[]> {
  const taken = new Map(questions.map((question) => [question, [] as number[]]))
  for (let call = 0; call < calls; call += 1) {
    for (const [question, times] of taken) {
      if (question.goalMs === null && call >= fewCalls) continue
      const path = await question.path()
      await question.before?.()
      const { ms, body } = await askers[question.by].ask(path)
      const list = question.list === null ? null : body[question.list]
      if (list !== null && !(Array.isArray(list) && list.length > 0))
        throw new Error(`${question.name}: nothing came of ${path}`)
      times.push(ms)
    }
  }
  return questions.map((question) => {
    const times = (taken.get(question) ?? []).sort((a, b) => a - b)
    return {
      name: question.name,
      goalMs: question.goalMs,
      p50Ms: percentile(times, 0.5),
      p99Ms: percentile(times, 0.99),
      maxMs: percentile(times, 1),
    }
  })
}
