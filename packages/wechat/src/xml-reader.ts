import { addField, type Fields, type FieldValue, MAX_DEPTH, MAX_NODES, storable } from './fields.ts'
import { type CodecProblem, type Refused, refused } from './problem.ts'

export type FieldsRead = { ok: true; fields: Fields } | Refused

const LESS_THAN = 0x3c
const GREATER_THAN = 0x3e
const SLASH = 0x2f
const BANG = 0x21
const QUESTION = 0x3f
const QUOTE = 0x27
const DOUBLE_QUOTE = 0x22
const CDATA_OPEN = '<![CDATA['
const CDATA_CLOSE = ']]>'

/** What all functions move along; after a refusal `problem` says why, and they answer false or null. */
interface Reader {
  text: string
  at: number
  nodes: number
  problem: CodecProblem
}

/**
 * Reads the nodes below the root. Written by hand because it stands on the gateway's hot path and WeChat's XML needs so
 * little: elements, text, CDATA, comments. DTDs, processing instructions and all entities but the five predefined and
 * the numeric ones are refused; attributes are skipped. One pass, linear in the input.
 */
export function readXml(source: string): FieldsRead {
  const text = source.includes('\0') ? storable(source) : source
  const reader: Reader = { text, at: 0, nodes: 0, problem: 'malformed_xml' }
  const document: Fields = {}
  const isWhole =
    skipProlog(reader) &&
    readElement(reader, document, 1) &&
    skipMisc(reader) &&
    reader.at === reader.text.length
  if (!isWhole) return refused(reader.problem)
  const root = Object.values(document)[0]
  return { ok: true, fields: typeof root === 'object' && !Array.isArray(root) ? root : {} }
}

function fail(reader: Reader, problem: CodecProblem): false {
  reader.problem = problem
  return false
}

function skipProlog(reader: Reader): boolean {
  const { text } = reader
  if (text.charCodeAt(0) === 0xfeff) reader.at = 1
  skipBlanks(reader)
  if (text.startsWith('<?xml', reader.at)) {
    const end = text.indexOf('?>', reader.at)
    if (end < 0) return fail(reader, 'malformed_xml')
    reader.at = end + 2
  }
  return skipMisc(reader)
}

/** Blanks and comments around the root; whatever else begins with <! or <? there is refused. */
function skipMisc(reader: Reader): boolean {
  skipBlanks(reader)
  while (reader.text.startsWith('<!--', reader.at)) {
    if (!skipComment(reader)) return false
    skipBlanks(reader)
  }
  const next = reader.text.charCodeAt(reader.at + 1)
  return next === BANG || next === QUESTION ? fail(reader, 'forbidden_xml') : true
}

function skipComment(reader: Reader): boolean {
  const end = reader.text.indexOf('-->', reader.at + 4)
  if (end < 0) return fail(reader, 'malformed_xml')
  reader.at = end + 3
  return true
}

function skipBlanks(reader: Reader): void {
  while (isBlank(reader.text.charCodeAt(reader.at))) reader.at++
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** From the '<' of an opening tag to behind its closing tag. */
function readElement(reader: Reader, parent: Fields, depth: number): boolean {
  if (depth > MAX_DEPTH) return fail(reader, 'too_deep')
  if (++reader.nodes > MAX_NODES) return fail(reader, 'too_many_nodes')
  const { text } = reader
  const start = reader.at + 1
  let end = start
  while (isNamePart(text.charCodeAt(end))) end++
  if (end === start || text.charCodeAt(start - 1) !== LESS_THAN) return fail(reader, 'malformed_xml')
  const name = text.slice(start, end)
  reader.at = text.charCodeAt(end) === GREATER_THAN ? end + 1 : behindAttributes(text, end)
  if (reader.at < 0) return fail(reader, 'malformed_xml')
  const closesItself = text.charCodeAt(reader.at - 2) === SLASH
  const content = closesItself ? '' : readContent(reader, depth)
  if (content === null || !(closesItself || readClosingTag(reader, name))) return false
  addField(parent, name, content)
  return true
}

function isNamePart(code: number): boolean {
  return code > GREATER_THAN || (code > 0x20 && code !== GREATER_THAN && code !== SLASH && code !== LESS_THAN)
}

/** Where the content begins: behind the tag's '>'. Negative when there is none. */
function behindAttributes(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === GREATER_THAN) return at + 1
    if (code === LESS_THAN) return -1
    const closing = code === DOUBLE_QUOTE || code === QUOTE ? text.indexOf(text.charAt(at), at + 1) : at
    if (closing < 0) return -1
    at = closing + 1
  }
  return -1
}

function readClosingTag(reader: Reader, name: string): boolean {
  if (!reader.text.startsWith(name, reader.at + 2)) return fail(reader, 'malformed_xml')
  reader.at += 2 + name.length
  skipBlanks(reader)
  if (reader.text.charCodeAt(reader.at) !== GREATER_THAN) return fail(reader, 'malformed_xml')
  reader.at++
  return true
}

/** Text (CDATA sections joined: WeChat splits a `]]>`) or nodes, up to the '<' of the closing tag. */
function readContent(reader: Reader, depth: number): FieldValue | null {
  const { text } = reader
  let value = ''
  let children: Fields | null = null
  while (reader.at < text.length) {
    skipBlanks(reader)
    if (text.charCodeAt(reader.at) !== LESS_THAN) {
      const before = readText(reader)
      if (before === null) return null
      value += before
    }
    const next = text.charCodeAt(reader.at + 1)
    if (next === SLASH) return children === null ? value : withText(children, value)
    if (next === BANG || next === QUESTION) {
      const section = readSection(reader)
      if (section === null) return null
      value += section
    } else {
      children ??= {}
      if (!readElement(reader, children, depth + 1)) return null
    }
  }
  fail(reader, 'malformed_xml')
  return null
}

/** Text between nodes is kept, under a name that no node can have. */
function withText(children: Fields, text: string): Fields {
  if (text !== '') addField(children, '#text', text)
  return children
}

/** A CDATA section's text, or '' for a comment. */
function readSection(reader: Reader): string | null {
  const { text, at } = reader
  if (text.startsWith('<!--', at)) return skipComment(reader) ? '' : null
  const start = at + CDATA_OPEN.length
  const end = text.startsWith(CDATA_OPEN, at) ? text.indexOf(CDATA_CLOSE, start) : -1
  if (end < 0) {
    fail(reader, text.startsWith(CDATA_OPEN, at) ? 'malformed_xml' : 'forbidden_xml')
    return null
  }
  reader.at = end + CDATA_CLOSE.length
  return text.slice(start, end)
}

function readText(reader: Reader): string | null {
  const end = reader.text.indexOf('<', reader.at)
  if (end < 0) return null
  const raw = reader.text.slice(reader.at, end).trimEnd()
  reader.at = end
  return raw.includes('&') ? decodeEntities(reader, raw) : raw
}

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
])

/** Some programs write every Chinese character as an entity: this is far more than a reply's 2048 bytes need. */
const MAX_ENTITIES = 5000

/** A bare & stays one: merchants' programs write URLs like that. */
function decodeEntities(reader: Reader, raw: string): string | null {
  if (hasMore(raw, '&', MAX_ENTITIES)) {
    fail(reader, 'too_many_nodes')
    return null
  }
  let isKnown = true
  const text = raw.replace(ENTITY, (_all, decimal, hex, name) => {
    if (name === undefined) {
      return characterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
    }
    isKnown &&= PREDEFINED.has(name)
    return PREDEFINED.get(name) ?? ''
  })
  if (isKnown) return text
  fail(reader, 'forbidden_xml')
  return null
}
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z_][\w.-]*));/g

function hasMore(text: string, what: string, than: number): boolean {
  let count = 0
  for (let at = text.indexOf(what); at >= 0 && count <= than; at = text.indexOf(what, at + 1)) count++
  return count > than
}

function characterOf(code: number): string {
  return code > 0x10ffff ? '\ufffd' : storable(String.fromCodePoint(code))
}
