import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPacer } from './pacer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('[design] the first change goes at once, the rest four times a second', async () => {
  const runs: number[] = []
  const pacer = createPacer(250, () => {
    runs.push(performance.now())
  })
  const start = performance.now()
  for (let ms = 0; ms < 1_000; ms += 10) {
    pacer.ask()
    await vi.advanceTimersByTimeAsync(10)
  }
  await pacer.idle()
  expect(runs.map((at) => at - start)).toEqual([0, 250, 500, 750, 1_000])
})

it('[design] what is asked for during a run makes one more, never two at once', async () => {
  let running = 0
  let runs = 0
  const pacer = createPacer(0, async () => {
    running += 1
    expect(running).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    running -= 1
    runs += 1
  })
  pacer.ask()
  pacer.ask()
  pacer.ask()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(runs).toBe(2)
})

it('[design] a stopped one leaves no timer', async () => {
  const pacer = createPacer(250, () => undefined)
  pacer.ask()
  await vi.advanceTimersByTimeAsync(1)
  pacer.ask()
  pacer.stop()
  expect(vi.getTimerCount()).toBe(0)
  await pacer.idle()
})
