import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { loggable } from './loggable.ts'

describe('a logged error', () => {
  it('[design] names what failed and none of what the row held, causes included', () => {
    const lines: string[] = []
    const log = pino({ serializers: { err: loggable } }, { write: (line) => lines.push(line) })
    const refused = Object.assign(new Error('violates check constraint'), {
      code: '23514',
      detail: 'Failing row contains (1, 我的手机号是 13800138000).',
    })
    log.warn({ err: new Error('a clock could not be carried out', { cause: refused }) })
    expect(lines.join()).toContain('23514')
    expect(lines.join()).not.toContain('13800138000')
  })

  it('[design] is told once, also where it was written before the logger writes it', () => {
    const lines: string[] = []
    const log = pino({ serializers: { err: loggable } }, { write: (line) => lines.push(line) })
    log.error({ err: loggable(new Error('the reason')) })
    expect(lines.join()).toContain('the reason')
  })
})
