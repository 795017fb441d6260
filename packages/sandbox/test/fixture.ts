import { readFileSync } from 'node:fs'

type Fixture = { body: unknown; response: unknown; errorResponses?: { errcode: number; errmsg: string }[] }

/** An exchange as WeChat's documents show it: the referee of shapes. */
export function readFixture(name: string): Fixture {
  const file = new URL(`../../wechat/fixtures/api/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Fixture
}

/** The names of an object's fields, in order of the alphabet. */
export function fieldsOf(value: unknown): string[] {
  return Object.keys(value as object).sort()
}
