import { describe, expect, it } from 'vitest'
import { fixture, fixturesIn } from './fixtures.ts'
import { readJson } from './json-reader.ts'

describe('the JSON reader', () => {
  it.each(fixturesIn('inbound/miniprogram-json'))(
    '[wire] reads %s as JSON.parse does, but for long numbers',
    (path) => {
      const text = fixture(path).toString()
      const exact = text.replace(/": (\d+)/g, '":"$1"')
      expect(readJson(text)).toEqual({ ok: true, fields: JSON.parse(exact) })
    },
  )

  it.each([
    ['a long number', '9223372036854775807', '9223372036854775807'],
    ['any number as written', '-1.50e+3', '-1.50e+3'],
    ['true', 'true', 'true'],
    ['null as nothing', 'null', ''],
    ['escapes', '"\\u4f60\\n\\"\\\\\\/"', '你\n"\\/'],
    ['NUL and half a surrogate pair, which no database keeps', '"a\\u0000b\\ud83d"', 'a\ufffdb\ufffd'],
    ['a whole surrogate pair', '"\\ud83d\\ude00"', '😀'],
    ['lists and objects', '[1, {"b": []}, {}]', ['1', { b: [] }, {}]],
  ])('[wire] %s', (_name, literal, a) => {
    expect(readJson(` {"a": ${literal} }\n`)).toEqual({ ok: true, fields: { a } })
  })

  it.each(['constructor', '__proto__'])('[wire] a member named %s is data and nothing more', (name) => {
    const result = readJson(`{"${name}":{"b":1}}`)
    expect(result.ok && Object.entries(result.fields)).toEqual([[name, { b: '1' }]])
    expect({}).not.toHaveProperty('b')
  })

  it.each([
    '',
    '[]',
    '"a"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a" 1}',
    '{a:1}',
    "{'a':1}",
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1 2}',
    '{"a":[1,]}',
    '{,}',
    '{"a":"\n"',
    '{"a":NaN}',
  ])('[wire] no JSON object: %s', (text) => {
    expect(readJson(text)).toEqual({ ok: false, problem: 'malformed_json' })
  })
})
