import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

it('[S7] what fits into a turn is done at once, the rest in the next ones, in order', async () => {
  const turns = createTurns(2, setImmediate)
  const done: number[] = []
  const all = [1, 2, 3, 4, 5].map((n) => turns.take(() => void done.push(n)))
  expect(done).toEqual([1, 2])
  await nextTurn()
  expect(done).toEqual([1, 2, 3, 4])
  await Promise.all(all)
  expect(done).toEqual([1, 2, 3, 4, 5])
})

it('[S7] with nothing waiting, the next turn has room again', async () => {
  const turns = createTurns(1, setImmediate)
  const done: number[] = []
  turns.take(() => done.push(1))
  await nextTurn()
  turns.take(() => done.push(2))
  expect(done).toEqual([1, 2])
})
