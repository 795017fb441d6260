import type { Dice } from './dice.ts'

/** Texts that have broken something somewhere before. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\u202e\u2066反',
  '\u200b\u200d\ufeff',
  '😀'.repeat(2_000),
  'x'.repeat(70_000),
  '\u0301'.repeat(3_000),
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; drop table message; --",
  `$${'{7*7}'}{{7*7}}`,
  '%s%n%x',
  '../../../../etc/passwd',
  '..%2f..%2f',
  'constructor',
  '__proto__',
  'null',
  'NaN',
  '-0',
  '1e400',
  '99999999999999999999',
  '0x10',
  '\r\nSet-Cookie: a=b',
  '=cmd|calc!A1',
  'javascript:alert(1)',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:127.0.0.1]/',
  'file:///etc/passwd',
  '(a+)+$',
  '2026-02-30',
  '24:00',
  ']]>',
  '&lt;!ENTITY',
]

/** One of them that can stand in an address: whole characters, and not too many. */
export function hostileWord(dice: Dice): string {
  return dice
    .pick(hostileTexts)
    .slice(0, 3_000)
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

const scalars: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  -0,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  9_223_372_036_854_776_000,
  1e308,
  -1e308,
  [],
  {},
  [[]],
  { length: 1e9 },
  { toString: 'x', valueOf: 1 },
]

/** A value of a kind that was not asked for. */
export function hostileValue(dice: Dice): unknown {
  if (dice.chance(0.5)) return dice.pick(hostileTexts)
  if (dice.chance(0.9)) return dice.pick(scalars)
  return dice.chance(0.5) ? nested(10 + dice.int(3_000)) : Array.from({ length: dice.int(5_000) }, () => 'x')
}

/** Arrays in arrays: what reads JSON takes a step of the stack for each. */
function nested(depth: number): unknown {
  let value: unknown = 1
  for (let step = 0; step < depth; step += 1) value = step % 2 === 0 ? [value] : { a: value }
  return value
}

/** The same value with something of it spoilt, at any depth. */
export function mutateValue(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) return hostileValue(dice)
  if (Array.isArray(value)) {
    if (value.length === 0) return [hostileValue(dice)]
    const at = dice.int(value.length)
    if (dice.chance(0.1)) return value.toSpliced(at, 1)
    if (dice.chance(0.05)) return Array.from({ length: 2_000 }, () => value[at])
    return value.with(at, mutateValue(value[at], dice))
  }
  const entries = Object.entries(value)
  const [name, inner] = entries.length === 0 ? ['x', null] : dice.pick(entries)
  if (dice.chance(0.1)) return Object.fromEntries(entries.filter(([each]) => each !== name))
  if (dice.chance(0.1)) return { ...value, [dice.pick(hostileTexts)]: hostileValue(dice) }
  return { ...value, [name]: mutateValue(inner, dice) }
}

/** JSON text of a value; now and then with what no serializer writes. */
export function hostileJson(value: unknown, dice: Dice): Buffer {
  const text = JSON.stringify(value) ?? 'null'
  if (text.startsWith('{') && dice.chance(0.12)) {
    const name = dice.pick(['"__proto__":{"role":"owner"}', '"constructor":{"prototype":{"role":"owner"}}'])
    const twice = text.length > 2 ? `${text.slice(1, -1)},` : ''
    return Buffer.from(`{${dice.chance(0.7) ? `${name},` : twice}${text.slice(1)}`.replace(',}', '}'))
  }
  return dice.chance(0.15) ? mutateBytes(Buffer.from(text), dice) : Buffer.from(text)
}

const inserts = [
  '\0',
  '"',
  '}',
  '<',
  '>',
  ']]>',
  '<![CDATA[',
  '&#0;',
  '\xff\xfe',
  '\ud800',
  '--',
  '\r\n\r\n',
  '{',
]

/** Bytes that were cut, doubled, swapped, flipped or filled in between. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  let made: Buffer = bytes
  for (let times = 1 + dice.int(3); times > 0 && made.length > 0; times -= 1) made = mutateOnce(made, dice)
  return made
}

function mutateOnce(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.int(bytes.length)
  const before = bytes.subarray(0, at)
  const after = bytes.subarray(at)
  switch (dice.int(6)) {
    case 0:
      return before
    case 1:
      return Buffer.concat([before, after.subarray(1 + dice.int(20))])
    case 2:
      return Buffer.concat([before, after.subarray(0, 60), after])
    case 3:
      return Buffer.concat([before, Buffer.from(dice.pick(inserts)), after])
    case 4:
      return Buffer.concat([before, dice.bytes(1 + dice.int(8)), after.subarray(1)])
    default:
      return Buffer.concat([after, before])
  }
}
