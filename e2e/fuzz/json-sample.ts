import { randomUUID } from 'node:crypto'
import type { Dice } from './dice.ts'

/** As much of JSON Schema as the description of our API uses. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly format?: string
}

/** Values that mean something to the server, by the name of a field: ids that are there, keys that open. */
export type Known = Readonly<Record<string, readonly unknown[]>>

const texts = ['在吗', '客服', '订单 20261122 到哪里了', 'hello', '😀😀', 'a', '<b>粗</b>', '{昵称}，您好']
/** Strings of which more is asked than a length; the description of the API says it as a pattern or a format. */
const shaped: readonly (readonly [RegExp, (dice: Dice) => string])[] = [
  [/0-9a-fA-F\]\{8\}|^uuid$/, () => randomUUID()],
  [/^uri$/, (dice) => dice.pick(['https://mall.invalid/a?b=c', 'http://shop.invalid/', 'https://[::1]/x'])],
  [/^date$|02-29/, (dice) => `2026-${two(1 + dice.int(12))}-${two(1 + dice.int(28))}`],
  [/01\]\\d\|2\[0-3/, (dice) => `${two(dice.int(24))}:${two(dice.int(60))}`],
  [/\{43\}/, () => 'kT3vQxW8mZr1LpYbN5cJd7HfGs2AuEoXi9RtKyVqM4h'],
  [/\^wx/, () => 'wx5f1c0d9ab3e74286'],
  [/1\[3-9\]/, () => '13800138000'],
  [/^\^\\d\{4\}-/, () => '2026-11'],
  [/\\d\+\\\.\\d\+/, (dice) => `${dice.int(50)}.${Date.now()}`],
  [/^\^\\d/, (dice) => String(dice.int(30))],
  [/\(m\|login\)/, () => '/m/login/confirm'],
  [/\^\[1-9\]/, () => '20261122'],
  [/A-Za-z/, () => 'flowershop1'],
]

/** A value that a schema takes, mostly: what the fuzz then goes on to spoil. */
export function sampleOf(schema: JsonSchema, name: string, known: Known, dice: Dice): unknown {
  const values = known[name]
  if (values !== undefined && values.length > 0 && dice.chance(0.8)) return dice.pick(values)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return sampleOf(dice.pick(choices), name, known, dice)
  if (schema.enum !== undefined) return dice.pick(schema.enum)
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known, dice)
    case 'array':
      return Array.from({ length: lengthOf(schema, dice) }, () =>
        sampleOf(schema.items ?? {}, name, known, dice),
      )
    case 'integer':
    case 'number':
      return numberOf(schema, dice)
    case 'boolean':
      return dice.chance(0.5)
    case 'null':
      return null
    default:
      return textOf(schema, dice)
  }
}

function objectOf(schema: JsonSchema, known: Known, dice: Dice): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const isNeeded = schema.required?.includes(name) === true
    if (isNeeded || dice.chance(0.6)) made[name] = sampleOf(property, name, known, dice)
  }
  if (typeof schema.additionalProperties === 'object')
    made[dice.pick(['waiting', 'order', '中文', 'a.b'])] = sampleOf(
      schema.additionalProperties,
      '',
      known,
      dice,
    )
  return made
}

function lengthOf({ minItems = 0, maxItems = 3 }: JsonSchema, dice: Dice): number {
  return dice.chance(0.02) ? Math.min(maxItems, 200) : Math.min(maxItems, minItems + dice.int(3))
}

function numberOf({ minimum, maximum }: JsonSchema, dice: Dice): number {
  const from = Math.max(minimum ?? 0, -10)
  const to = Math.min(maximum ?? 1_000, from + 1_000)
  return dice.chance(0.1) ? dice.pick([minimum ?? 0, maximum ?? 0]) : from + dice.int(to - from + 1)
}

function textOf({ pattern, format, minLength = 0, maxLength = 200 }: JsonSchema, dice: Dice): string {
  for (const shape of [format, pattern]) {
    const make = shape === undefined ? undefined : shaped.find(([like]) => like.test(shape))?.[1]
    if (make !== undefined) return make(dice)
  }
  const text = dice.chance(0.03) ? '长'.repeat(maxLength) : dice.pick(texts)
  return text.padEnd(minLength, '字').slice(0, Math.max(minLength, maxLength))
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
