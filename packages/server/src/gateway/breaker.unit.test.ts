import { describe, expect, it } from 'vitest'
import { type Breaker, breakerLimits, createBreaker } from './breaker.ts'

const { failuresInARow, probeEveryMs, windowMs } = breakerLimits
const noon = 1_790_000_000_000

/** `.` works, `x` fails; one answer each `stepMs`. Returns when the next one would come. */
function hear(breaker: Breaker, answers: string, from = noon, stepMs = 100): number {
  let at = from
  for (const answer of answers) {
    breaker.heard(answer === '.', at, false)
    at += stepMs
  }
  return at
}

describe('the breaker of a developer URL', () => {
  it.each([
    ['never failed', '........', 'ok', 'pass'],
    ['failed at last', '.......x', 'failing', 'pass'],
    ['failed four times in a row', '.xxxx', 'failing', 'pass'],
    ['failed five times in a row', 'xxxxx', 'open', 'stop'],
    ['failed five times, and worked before', '.....xxxxx', 'open', 'stop'],
    ['failed five times, and is mostly well', '...............xxxxx', 'failing', 'pass'],
    ['failed ten of its last twenty, five in a row', '..........xxxxxxxxxx', 'open', 'stop'],
    ['fails every other time', 'x.x.x.x.x.x.x.x.x.x.x', 'failing', 'pass'],
  ])('[L6] that %s', (_name, answers, state, leave) => {
    const breaker = createBreaker()
    const now = hear(breaker, answers)
    expect(breaker.standing()?.state).toBe(state)
    expect(breaker.ask(now)).toBe(leave)
  })

  it('[L6] does not open for failures that lie far apart', () => {
    const breaker = createBreaker()
    hear(breaker, 'xxxxxxxxxx', noon, windowMs / (failuresInARow - 1))
    expect(breaker.standing()?.state).toBe('failing')
  })

  it('[L6] lets one message through in five seconds, and closes when that one is answered', () => {
    const breaker = createBreaker()
    const opened = hear(breaker, 'xxxxx') - 100
    expect(breaker.ask(opened + probeEveryMs - 1)).toBe('stop')
    expect(breaker.ask(opened + probeEveryMs)).toBe('probe')
    expect(breaker.ask(opened + probeEveryMs)).toBe('stop')

    breaker.heard(false, opened + probeEveryMs + 4_000, true)
    expect(breaker.standing()).toEqual({
      state: 'open',
      since: opened,
      nextProbeAt: opened + 2 * probeEveryMs + 4_000,
    })
    expect(breaker.ask(opened + 2 * probeEveryMs + 4_000)).toBe('probe')
    breaker.heard(true, opened + 30_000, true)
    expect(breaker.standing()).toEqual({ state: 'ok', since: opened + 30_000 })
    expect(breaker.ask(opened + 30_001)).toBe('pass')
  })

  it('[L6] gives the probe to the next message when the first one went to the desk', () => {
    const breaker = createBreaker()
    const later = hear(breaker, 'xxxxx') + probeEveryMs
    expect(breaker.ask(later)).toBe('probe')
    breaker.unused()
    expect(breaker.ask(later)).toBe('probe')
  })

  it('[L6] believes no answer to what was asked before it opened', () => {
    const breaker = createBreaker()
    const now = hear(breaker, 'xxxxx')
    breaker.heard(true, now, false)
    expect(breaker.ask(now)).toBe('stop')
  })
})
