/** What a tap does, in WeChat's own names. */
export const KEYED_TYPES = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const
const REFERRING_TYPES = {
  media_id: 'media_id',
  view_limited: 'media_id',
  article_id: 'article_id',
  article_view_limited: 'article_id',
} as const

type KeyedType = (typeof KEYED_TYPES)[number]
type ReferringType = keyof typeof REFERRING_TYPES

export type MenuEntry = { name: string } & (
  | { type: KeyedType; key: string }
  | { type: 'view'; url: string }
  | { type: 'miniprogram'; url: string; appid: string; pagepath: string }
  | { type: ReferringType; media_id?: string; article_id?: string }
)
export type MenuButton = MenuEntry | { name: string; sub_button: MenuEntry[] }

/** A menu as it was published; `id` is what VIEW events carry as MenuId. */
export type Menu = { id: number; buttons: MenuButton[] }
/** Which entry: the button's place and, where it opens entries, the entry's, both from 0. */
export type MenuPlace = { button: number; entry: number | null }

export type MenuRefusal =
  | 40015
  | 40016
  | 40017
  | 40018
  | 40019
  | 40020
  | 40023
  | 40024
  | 40025
  | 40026
  | 40027
  | 40054
  | 40055

const MOST_BUTTONS = 3
const MOST_ENTRIES = 5
const LONGEST_KEY_BYTES = 128
const LONGEST_URL_BYTES = 1024

/** WeChat's codes for the same fault differ by level: those of the three buttons, and those of their entries. */
type Level = {
  nameBytes: number
  type: 40017 | 40024
  name: 40018 | 40025
  key: 40019 | 40026
  url: 40020 | 40027
  domain: 40055 | 40054
}
const OF_BUTTONS: Level = { nameBytes: 16, type: 40017, name: 40018, key: 40019, url: 40020, domain: 40055 }
const OF_ENTRIES: Level = { nameBytes: 60, type: 40024, name: 40025, key: 40026, url: 40027, domain: 40054 }

type Written = { readonly [name: string]: unknown }

/** The `button` of a menu/create body as a menu, or WeChat's reason against it. */
export function readMenu(button: unknown): MenuButton[] | MenuRefusal {
  if (!Array.isArray(button)) return 40015
  if (button.length === 0 || button.length > MOST_BUTTONS) return 40016
  return readAll(button, readButton)
}

/** The entry that a tap means; null when there is none in that place. */
export function entryAt(menu: Menu | null, { button, entry }: MenuPlace): MenuEntry | null {
  const found = menu?.buttons[button]
  if (found === undefined) return null
  if ('sub_button' in found) return entry === null ? null : (found.sub_button[entry] ?? null)
  return entry === null ? found : null
}

function readButton(written: Written): MenuButton | MenuRefusal {
  const entries = written.sub_button
  if (!Array.isArray(entries) || (entries.length === 0 && written.type !== undefined)) {
    return readEntry(written, OF_BUTTONS)
  }
  const name = nameOf(written, OF_BUTTONS)
  if (typeof name === 'number') return name
  if (entries.length === 0 || entries.length > MOST_ENTRIES) return 40023
  const read = readAll(entries, (entry) => readEntry(entry, OF_ENTRIES))
  return typeof read === 'number' ? read : { name, sub_button: read }
}

function readEntry(written: Written, level: Level): MenuEntry | MenuRefusal {
  const name = nameOf(written, level)
  if (typeof name === 'number') return name
  const type = textOf(written.type)
  const keyed = KEYED_TYPES.find((each) => each === type)
  if (keyed !== undefined) {
    const key = textOf(written.key)
    return fits(key, LONGEST_KEY_BYTES) ? { name, type: keyed, key } : level.key
  }
  if (type === 'view' || type === 'miniprogram') {
    const url = textOf(written.url)
    if (!fits(url, LONGEST_URL_BYTES)) return level.url
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return level.domain
    if (type === 'view') return { name, type, url }
    return { name, type, url, appid: textOf(written.appid), pagepath: textOf(written.pagepath) }
  }
  if (!isReferring(type)) return level.type
  const field = REFERRING_TYPES[type]
  return { name, type, [field]: textOf(written[field]) }
}

function readAll<Read extends object>(
  written: unknown[],
  read: (one: Written) => Read | MenuRefusal,
): Read[] | MenuRefusal {
  const all: Read[] = []
  for (const one of written) {
    const result = typeof one === 'object' && one !== null ? read({ ...one }) : 40015
    if (typeof result === 'number') return result
    all.push(result)
  }
  return all
}

function nameOf(written: Written, level: Level): string | MenuRefusal {
  const name = textOf(written.name)
  return fits(name, level.nameBytes) ? name : level.name
}

function isReferring(type: string): type is ReferringType {
  return Object.hasOwn(REFERRING_TYPES, type)
}

function fits(text: string, bytes: number): boolean {
  return text !== '' && Buffer.byteLength(text) <= bytes
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
