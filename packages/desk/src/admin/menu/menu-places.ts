import { type Menu, type MenuAct, type MenuButton, type MenuEntry, menuLimits } from '@duokefu/contract'

/** Where something is in a menu, from 0; `entry` null is the button in the bar itself. */
export interface MenuPlace {
  readonly button: number
  readonly entry: number | null
}

export interface Changed {
  readonly menu: Menu
  /** Where what was changed is now; null when it is gone. */
  readonly place: MenuPlace | null
}

/** What a new entry does until somebody says otherwise. */
const newAct: MenuAct = { type: 'view', url: '' }

/** A button or an entry as one thing; null when nothing is there. */
export function at(menu: Menu, { button, entry }: MenuPlace): MenuButton | null {
  const found = menu.buttons[button]
  if (found === undefined || entry === null) return found ?? null
  const inside = found.entries[entry]
  return inside === undefined ? null : { ...inside, entries: [] }
}

/** With another name or act at a place. */
export function changed(menu: Menu, { button, entry }: MenuPlace, part: Partial<MenuEntry>): Menu {
  return withButton(menu, button, (found) =>
    entry === null
      ? { ...found, ...part }
      : {
          ...found,
          entries: found.entries.map((each, place) => (place === entry ? { ...each, ...part } : each)),
        },
  )
}

/** One more button, or one more entry of a button: the first one does from now on what the button did. */
export function added(menu: Menu, button: number | null): Changed {
  if (button === null) {
    const buttons = [...menu.buttons, { name: '', act: newAct, entries: [] }]
    return { menu: { buttons }, place: { button: buttons.length - 1, entry: null } }
  }
  const next = withButton(menu, button, (found) => ({
    ...found,
    act: null,
    entries: [...found.entries, { name: '', act: found.act ?? newAct }],
  }))
  return { menu: next, place: { button, entry: (next.buttons[button]?.entries.length ?? 1) - 1 } }
}

/** Without what is at a place. A button that loses its last entry does itself what that one did. */
export function removed(menu: Menu, { button, entry }: MenuPlace): Changed {
  if (entry === null) {
    const buttons = menu.buttons.filter((_, place) => place !== button)
    const place = buttons.length === 0 ? null : { button: Math.min(button, buttons.length - 1), entry: null }
    return { menu: { buttons }, place }
  }
  const next = withButton(menu, button, (found) => withEntries(found, without(found.entries, entry)))
  const count = next.buttons[button]?.entries.length ?? 0
  return { menu: next, place: { button, entry: count === 0 ? null : Math.min(entry, count - 1) } }
}

/** Whether something can be put where it is dragged. */
export function canMove(menu: Menu, from: MenuPlace, to: MenuPlace): boolean {
  if (from.entry === null) return to.entry === null
  const target = menu.buttons[to.button]
  if (target === undefined || (to.button === from.button && to.entry === null)) return false
  return to.button === from.button || target.entries.length < menuLimits.entries
}

/** Moved to another place of its kind; an entry that is put on a button in the bar becomes its last one. */
export function moved(menu: Menu, from: MenuPlace, to: MenuPlace): Changed {
  if (!canMove(menu, from, to)) return { menu, place: from }
  const { button, entry } = from
  if (entry === null) return { menu: { buttons: movedIn(menu.buttons, button, to.button) }, place: to }
  if (to.button === button && to.entry !== null) {
    const target = to.entry
    const next = withButton(menu, button, (found) => ({
      ...found,
      entries: movedIn(found.entries, entry, target),
    }))
    return { menu: next, place: to }
  }
  const taken = menu.buttons[button]?.entries[entry]
  if (taken === undefined) return { menu, place: from }
  const end = menu.buttons[to.button]?.entries.length ?? 0
  const place = Math.min(to.entry ?? end, end)
  const left = withButton(menu, button, (found) => withEntries(found, without(found.entries, entry)))
  const next = withButton(left, to.button, (found) => ({
    ...found,
    act: null,
    entries: [...found.entries.slice(0, place), taken, ...found.entries.slice(place)],
  }))
  return { menu: next, place: { button: to.button, entry: place } }
}

/** One place further or back among its neighbours. */
export function movedBy(menu: Menu, from: MenuPlace, by: -1 | 1): Changed {
  const { button, entry } = from
  const count = entry === null ? menu.buttons.length : (menu.buttons[button]?.entries.length ?? 0)
  const target = (entry ?? button) + by
  if (target < 0 || target >= count) return { menu, place: from }
  return moved(menu, from, entry === null ? { button: target, entry: null } : { button, entry: target })
}

function withButton({ buttons }: Menu, button: number, change: (found: MenuButton) => MenuButton): Menu {
  return { buttons: buttons.map((each, place) => (place === button ? change(each) : each)) }
}

function withEntries(button: MenuButton, entries: MenuEntry[]): MenuButton {
  const [last] = button.entries
  return entries.length === 0 ? { ...button, act: last?.act ?? newAct, entries } : { ...button, entries }
}

function without<Value>(list: readonly Value[], place: number): Value[] {
  return list.filter((_, each) => each !== place)
}

function movedIn<Value>(list: readonly Value[], from: number, to: number): Value[] {
  const rest = without(list, from)
  const taken = list.slice(from, from + 1)
  return [...rest.slice(0, to), ...taken, ...rest.slice(to)]
}
