/** Reading unknown JSON: each function gives null (or '') where the value is something else. */
export type Json = Record<string, unknown>

export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The text under a name; a number counts as its digits. */
export function textOf(from: Json | null, name: string): string {
  const value = from?.[name]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : ''
}

/** Bytes that should be a JSON object; null when they are not. */
export function parseObject(bytes: Buffer): Json | null {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}
