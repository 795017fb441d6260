import { describe, expect, it } from 'vitest'
import { fixture, fixturesIn } from '../fixtures.ts'
import { classify, meaningOf } from './errors.ts'

describe("WeChat's error codes", () => {
  it.each([
    [-1, 'retry'],
    [40001, 'refresh-token'],
    [40014, 'refresh-token'],
    [41001, 'refresh-token'],
    [42001, 'refresh-token'],
    [45009, 'pause-account'],
    [45011, 'pause-account'],
    [45015, 'no-quota'],
    [45047, 'no-quota'],
    [40003, 'refused'],
    [43004, 'refused'],
    [48002, 'refused'],
    [70000, 'refused'],
    [987654, 'refused'],
  ])('[L8] %i is %s', (errcode, kind) => {
    expect(classify(errcode)).toBe(kind)
  })

  const calls = ['api/custom', 'api/media', 'api/kf', 'api/auth', 'api/menu']
    .flatMap(fixturesIn)
    .filter((path) => !/callback-check|clear_quota/.test(path))
  it('[L8] every code of the samples for messages, media and tokens has a meaning in words', () => {
    for (const path of calls) {
      const { errorResponses = [] }: { errorResponses?: { errcode: number }[] } = JSON.parse(
        fixture(path).toString(),
      )
      for (const { errcode } of errorResponses)
        expect(meaningOf(errcode), `${errcode} of ${path}`).not.toBeNull()
    }
  })
})
