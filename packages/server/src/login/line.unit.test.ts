import { expect, it } from 'vitest'
import { createLine } from './line.ts'

it('[design] one goes after the other, and the line has an end', async () => {
  const inLine = createLine(3, () => new Error('too long'))
  const done: number[] = []
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const go = (n: number) =>
    inLine(async () => {
      await gate
      done.push(n)
      if (n === 2) throw new Error('this one fails')
      return n
    })
  const all = Promise.allSettled([1, 2, 3, 4, 5].map(go))
  open()
  expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
    1,
    'Error: this one fails',
    3,
    'Error: too long',
    'Error: too long',
  ])
  expect(done).toEqual([1, 2, 3])
  expect(await go(6)).toBe(6)
})
