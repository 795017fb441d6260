import { addField, type Fields, type FieldValue, MAX_DEPTH, MAX_NODES, storable } from './fields.ts'
import { type CodecProblem, refused } from './problem.ts'
import type { FieldsRead } from './xml-reader.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d

interface Reader {
  text: string
  at: number
  nodes: number
  problem: CodecProblem | null
}

/**
 * Reads one JSON object into fields. Not JSON.parse, because that rounds a MsgId beyond 2^53 and knows no bounds:
 * numbers keep their literal, true and false become text, null becomes ''.
 */
export function readJson(source: string): FieldsRead {
  const reader: Reader = {
    text: source,
    at: source.charCodeAt(0) === 0xfeff ? 1 : 0,
    nodes: 0,
    problem: null,
  }
  skipBlanks(reader)
  const value = reader.text.charCodeAt(reader.at) === OPEN_OBJECT ? readObject(reader, 1) : null
  skipBlanks(reader)
  if (reader.problem !== null) return refused(reader.problem)
  if (value === null || reader.at < reader.text.length) return refused('malformed_json')
  return { ok: true, fields: value }
}

function fail(reader: Reader, problem: CodecProblem): '' {
  reader.problem ??= problem
  return ''
}

function skipBlanks(reader: Reader): void {
  let code = reader.text.charCodeAt(reader.at)
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
    code = reader.text.charCodeAt(++reader.at)
  }
}

function readValue(reader: Reader, depth: number): FieldValue {
  if (depth > MAX_DEPTH) return fail(reader, 'too_deep')
  if (++reader.nodes > MAX_NODES) return fail(reader, 'too_many_nodes')
  skipBlanks(reader)
  const code = reader.text.charCodeAt(reader.at)
  if (code === QUOTE) return readString(reader)
  if (code === OPEN_OBJECT) return readObject(reader, depth)
  if (code === OPEN_LIST) return readList(reader, depth)
  return readLiteral(reader)
}

function readObject(reader: Reader, depth: number): Fields {
  const fields: Fields = {}
  if (isEmpty(reader, CLOSE_OBJECT)) return fields
  do {
    reader.at++
    skipBlanks(reader)
    const name = readString(reader)
    skipBlanks(reader)
    if (reader.text.charCodeAt(reader.at++) !== COLON) fail(reader, 'malformed_json')
    if (reader.problem !== null) return fields
    addField(fields, name, readValue(reader, depth + 1))
  } while (hasMore(reader, CLOSE_OBJECT))
  return fields
}

function readList(reader: Reader, depth: number): FieldValue[] {
  const list: FieldValue[] = []
  if (isEmpty(reader, CLOSE_LIST)) return list
  do {
    reader.at++
    list.push(readValue(reader, depth + 1))
  } while (hasMore(reader, CLOSE_LIST))
  return list
}

/** At an opening bracket: moves behind `{}` or `[]`, or stays. */
function isEmpty(reader: Reader, close: number): boolean {
  const open = reader.at
  reader.at++
  skipBlanks(reader)
  if (reader.text.charCodeAt(reader.at) === close) {
    reader.at++
    return true
  }
  reader.at = open
  return false
}

/** Behind a member: true at a comma; else moves behind the closing bracket, which must be there. */
function hasMore(reader: Reader, close: number): boolean {
  if (reader.problem !== null) return false
  skipBlanks(reader)
  const code = reader.text.charCodeAt(reader.at)
  if (code === COMMA) return true
  if (code === close) reader.at++
  else fail(reader, 'malformed_json')
  return false
}

function readString(reader: Reader): string {
  const { text, at } = reader
  if (text.charCodeAt(at) !== QUOTE) return fail(reader, 'malformed_json')
  const end = endOfString(text, at)
  if (end < 0) return fail(reader, 'malformed_json')
  reader.at = end + 1
  return storable(unescaped(reader, text.slice(at, end + 1)))
}

/** Where the string that opens at `quote` closes, or a negative number. */
export function endOfString(text: string, quote: number): number {
  let end = text.indexOf('"', quote + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, quote: number): boolean {
  let first = quote
  while (text.charCodeAt(first - 1) === BACKSLASH) first--
  return (quote - first) % 2 === 1
}

function unescaped(reader: Reader, literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    return String(JSON.parse(literal))
  } catch {
    return fail(reader, 'malformed_json')
  }
}

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

function readLiteral(reader: Reader): string {
  LITERAL.lastIndex = reader.at
  const literal = LITERAL.exec(reader.text)?.[0]
  if (literal === undefined) return fail(reader, 'malformed_json')
  reader.at += literal.length
  return literal === 'null' ? '' : literal
}
