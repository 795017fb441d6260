import { createHash } from 'node:crypto'

/** Somebody with a phone. Colours are of the default picture that the page draws. */
export type Person = { id: string; name: string; color: string }

const COLORS = ['#e8a08c', '#8fb5d9', '#a6c48a', '#d9b36c', '#b9a3d6', '#7fc0b8']

export const DEMO_PEOPLE: Person[] = [
  { id: 'huahua', name: '花花', color: '#e8a08c' },
  { id: 'wangjie', name: '王姐', color: '#8fb5d9' },
  { id: 'songguo', name: '松果', color: '#a6c48a' },
]

/** Makes a person with a colour of their own. */
export function newPerson(id: string, name: string): Person {
  const at = createHash('sha256').update(id).digest()[0] ?? 0
  return { id, name, color: COLORS[at % COLORS.length] ?? '#8fb5d9' }
}

/** A person's openid at an account: always the same, 28 characters, starts with `o`. */
export function openidOf(appid: string, personId: string): string {
  return `o${createHash('sha256').update(`${appid}|${personId}`).digest('base64url').slice(0, 27)}`
}
