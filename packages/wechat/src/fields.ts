/**
 * The nodes of a payload as they came: text, nested nodes, and an array where a name was repeated.
 * XML and JSON give the same shape; JSON numbers keep their literal digits (a MsgId exceeds 2^53).
 */
export type FieldValue = string | Fields | FieldValue[]
export interface Fields {
  [name: string]: FieldValue
}

/**
 * Limits of one payload, so that none costs more than 1 MiB of memory. WeChat's own stay far below: a text of some
 * thousand characters comes three times in compatible mode (under 50 KB), in five levels and some thirty nodes.
 */
export const MAX_BODY_BYTES = 128 * 1024
export const MAX_DEPTH = 16
export const MAX_NODES = 1000

/** The text of a node, '' when it is empty, null when it is absent or not a text. A repeated node: the first. */
export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name]
  if (typeof value === 'string') return value
  const first = Array.isArray(value) ? value[0] : undefined
  return typeof first === 'string' ? first : null
}

/** A decimal number, or null. */
export function numberOf(fields: Fields, name: string): number | null {
  const text = textOf(fields, name)
  if (text === null || text.trim() === '') return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** The nodes below a name; {} when there are none. */
export function childrenOf(fields: Fields, name: string): Fields {
  const value = fields[name]
  return isFields(value) ? value : {}
}

/** Repeated nodes as a list of nodes: one alone is a list too (WeChat doesn't say which it will be). */
export function listOf(value: FieldValue | undefined): Fields[] {
  if (Array.isArray(value)) return value.filter(isFields)
  return isFields(value) ? [value] : []
}

function isFields(value: FieldValue | undefined): value is Fields {
  return typeof value === 'object' && !Array.isArray(value)
}

/**
 * Adds a node, turning a repeated name into an array.
 * The second branch keeps names such as `constructor` and `__proto__` ordinary data.
 */
export function addField(fields: Fields, name: string, value: FieldValue): void {
  const present = fields[name]
  if (present === undefined) fields[name] = value
  else if (!Object.hasOwn(fields, name))
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
  else if (Array.isArray(present)) present.push(value)
  else fields[name] = [present, value]
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; both become U+FFFD. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.replace(ALL_UNSTORABLE, '\ufffd') : text
}
const UNSTORABLE = /[\0\p{Surrogate}]/u
const ALL_UNSTORABLE = /[\0\p{Surrogate}]/gu
