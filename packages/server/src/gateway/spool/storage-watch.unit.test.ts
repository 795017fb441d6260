import { describe, expect, it } from 'vitest'
import { systemTimers } from '../../delivery/timers.ts'
import { createStorageWatch } from './storage-watch.ts'

function watched() {
  const heard: boolean[] = []
  let now = 0
  let answer: () => Promise<void> = async () => {}
  const watch = createStorageWatch({
    ask: () => answer(),
    timers: systemTimers,
    monotonic: () => now,
    awayAfterMs: 3_000,
  })
  watch.onChange((isAway) => heard.push(isAway))
  return {
    heard,
    at: (ms: number, how?: () => Promise<void>) => {
      now = ms
      answer = how ?? answer
      return watch.runOnce()
    },
  }
}

const refuses = () => Promise.reject(new Error('ECONNREFUSED'))

describe('storage', () => {
  it('[L7] is away after three seconds without an answer, told once, and back with the first one', async () => {
    const { heard, at } = watched()
    await at(1_000)
    await at(2_000, refuses)
    await at(3_999)
    expect(heard).toEqual([])
    await at(4_000)
    await at(5_000)
    expect(heard).toEqual([true])
    await at(6_000, async () => {})
    expect(heard).toEqual([true, false])
  })

  it('[L7] that is silent is asked once, and counts as away all the same', async () => {
    const { heard, at } = watched()
    let asked = 0
    let wake = () => {}
    const silent = () => {
      asked += 1
      return new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const waiting = at(1_000, silent)
    void at(2_000)
    void at(4_000)
    expect(heard).toEqual([true])
    expect(asked).toBe(1)
    wake()
    await waiting
    expect(heard).toEqual([true, false])
  })
})
