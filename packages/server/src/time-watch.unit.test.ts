import { describe, expect, it } from 'vitest'
import { createSystemClock } from './clock.ts'
import { watchTime } from './time-watch.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Two clocks that go on together, and of which one can be set. */
function clocks() {
  const time = { steady: 5_000, wall: 1_700_000_000_000 }
  return {
    wall: () => time.wall,
    steady: () => time.steady,
    pass(ms: number) {
      time.steady += ms
      time.wall += ms
    },
    set(ms: number) {
      time.wall += ms
    },
  }
}

describe('the database’s time', () => {
  function watched() {
    const { pass, set, steady, wall } = clocks()
    const watch = watchTime(steady)
    return { pass, set, wall, jump: watch.jump, believed: watch.believed, hear: () => watch.hear(wall()) }
  }

  it.each([
    ['an hour ahead', hour],
    ['an hour back', -hour],
    ['a minute and a second ahead', minute + second],
  ])('[faults] is not believed when it jumps %s, until it agrees again', (_name, by) => {
    const { believed, hear, jump, pass, set, wall } = watched()
    expect(hear()).toBe(true)
    pass(second)
    set(by)
    expect(hear()).toBe(false)
    expect(jump()).toEqual({ byMs: by, believedInMs: 10 * minute })
    expect(believed()).toBe(wall() - by)
    pass(minute)
    expect(hear()).toBe(false)
    expect(jump()).toEqual({ byMs: by, believedInMs: 9 * minute })
    set(-by)
    expect(hear()).toBe(true)
    expect(jump()).toBeNull()
  })

  it('[faults] may be corrected by less than a minute', () => {
    const { hear, pass, set } = watched()
    hear()
    for (let correction = 0; correction < 10; correction += 1) {
      pass(second)
      set(50 * second)
      expect(hear()).toBe(true)
    }
  })

  it('[faults] is believed when it has stayed where it jumped to for ten minutes', () => {
    const { hear, jump, pass, set } = watched()
    hear()
    set(hour)
    expect(hear()).toBe(false)
    pass(10 * minute - 1)
    expect(hear()).toBe(false)
    pass(1)
    expect(hear()).toBe(true)
    expect(jump()).toBeNull()
    set(-hour)
    expect(hear()).toBe(false)
  })

  it('[faults] that jumps once more begins its ten minutes anew', () => {
    const { hear, jump, pass, set } = watched()
    hear()
    set(hour)
    hear()
    pass(9 * minute)
    set(hour)
    expect(hear()).toBe(false)
    expect(jump()).toEqual({ byMs: 2 * hour, believedInMs: 10 * minute })
  })

  it('[faults] of a database that was away for an hour is no jump', () => {
    const { hear, pass } = watched()
    hear()
    pass(hour)
    expect(hear()).toBe(true)
  })
})

it('[faults] deadlines keep their distance when the machine’s clock is set', () => {
  const { pass, set, steady, wall } = clocks()
  const clock = createSystemClock(wall, steady)
  const deadline = clock.now() + 5 * second
  set(hour)
  expect(deadline - clock.now()).toBe(5 * second)
  pass(2 * second)
  expect(deadline - clock.now()).toBe(3 * second)
  set(-2 * hour)
  expect(deadline - clock.now()).toBe(3 * second)
})
