import type { Format } from './push.ts'

/** Nodes to be written. Text becomes CDATA, numbers stay bare, null and undefined are left out, arrays repeat the name. */
export type WritableValue = string | number | null | undefined | WritableFields | readonly WritableValue[]
export interface WritableFields {
  readonly [name: string]: WritableValue
}

/** A clear push or reply as WeChat writes XML. A MsgId of digits is written without CDATA. */
export function encodePushXml(fields: WritableFields): string {
  return `<xml>${nodes(fields)}</xml>`
}

/** The same as JSON: numbers and a MsgId of digits unquoted, however many digits it has. */
export function encodePushJson(fields: WritableFields): string {
  return jsonOf('', fields)
}

export function encodeFields(fields: WritableFields, format: Format): string {
  return format === 'xml' ? encodePushXml(fields) : encodePushJson(fields)
}

function nodes(fields: WritableFields): string {
  let xml = ''
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) xml += node(name, one)
  }
  return xml
}

function node(name: string, value: WritableValue): string {
  // A name from a merchant's JSON may be none for XML.
  if (value === null || value === undefined || !NODE_NAME.test(name)) return ''
  if (typeof value === 'string') {
    return `<${name}>${isBareId(name, value) ? value : cdata(value)}</${name}>`
  }
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  return `<${name}>${isList(value) ? value.map((one) => node('item', one)).join('') : nodes(value)}</${name}>`
}

const NODE_NAME = /^[A-Za-z_][\w.-]*$/

/** A `]]>` inside is split over two sections, as WeChat does. XML has no way to write most control characters: they go. */
function cdata(text: string): string {
  return `<![CDATA[${text.replace(UNWRITABLE, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
const UNWRITABLE = /(?![\t\n\r])\p{Cc}/gu

function isBareId(name: string, value: string): boolean {
  return (name === 'MsgId' || name === 'MsgID') && /^[1-9]\d{0,19}$/.test(value)
}

function isList(value: WritableFields | readonly WritableValue[]): value is readonly WritableValue[] {
  return Array.isArray(value)
}

function jsonOf(name: string, value: WritableValue): string {
  if (typeof value === 'string') return isBareId(name, value) ? value : JSON.stringify(value)
  if (typeof value === 'number') return String(value)
  if (value === null || value === undefined) return 'null'
  if (isList(value)) return `[${value.map((one) => jsonOf(name, one)).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${jsonOf(key, member)}`)
  return `{${members.join(',')}}`
}
