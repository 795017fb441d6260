import { type Menu, menuLimits } from '@duokefu/contract'
import { Keyboard, Plus } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { canMove, type MenuPlace } from './menu-places.ts'
import styles from './PhoneMenu.module.css'

export interface PhoneMenuProps {
  menu: Menu
  /** What is being edited; its button's list is open. */
  selected: MenuPlace | null
  /** What WeChat would refuse. */
  wrong: readonly MenuPlace[]
  onSelect: (place: MenuPlace) => void
  /** null: one more in the bar; else one more in that button's list. */
  onAdd: (button: number | null) => void
  onMove: (from: MenuPlace, to: MenuPlace) => void
  onMoveBy: (from: MenuPlace, by: -1 | 1) => void
}

/** The foot of the chat as fans see it: a tap chooses what is edited; dragging or Alt with an arrow moves it. */
export function PhoneMenu({ menu, selected, wrong, onSelect, onAdd, onMove, onMoveBy }: PhoneMenuProps) {
  const { t } = useTranslation('admin-menu')
  const account = useDesk((desk) => desk.account.name)
  const [dragged, setDragged] = useState<MenuPlace | null>(null)
  const open = selected === null ? undefined : menu.buttons[selected.button]
  // Above its button, as far as the phone is wide.
  const middle = ((selected?.button ?? 0) + 0.5) / columns(menu)
  const left = `clamp(8px, calc(44px + (100% - 44px) * ${middle} - 76px), calc(100% - 160px))`

  const item = (place: MenuPlace, name: string, opens: boolean) => (
    <PhoneItem
      place={place}
      name={name}
      opens={opens}
      selected={isSame(place, selected)}
      wrong={wrong.some((each) => isSame(each, place))}
      takes={dragged !== null && !isSame(dragged, place) && canMove(menu, dragged, place)}
      onSelect={() => onSelect(place)}
      onMoveBy={(by) => onMoveBy(place, by)}
      onDrag={(on) => setDragged(on ? place : null)}
      onDrop={() => {
        if (dragged !== null) onMove(dragged, place)
        setDragged(null)
      }}
    />
  )

  return (
    <figure className={styles.phone} aria-label={t('preview')}>
      <figcaption className={styles.head}>{account}</figcaption>
      <div className={styles.chat}>
        {menu.buttons.length === 0 ? <p className={styles.empty}>{t('empty')}</p> : null}
      </div>
      <div className={styles.foot}>
        {selected === null || open === undefined ? null : (
          <ol
            className={styles.list}
            style={{ left }}
            aria-label={t('entriesOf', { name: open.name || t('unnamed') })}
          >
            {open.entries.map((entry, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name of their own but their place
              <li key={at}>{item({ button: selected.button, entry: at }, entry.name, false)}</li>
            ))}
            {open.entries.length < menuLimits.entries ? (
              <li>
                <button type="button" className={styles.add} onClick={() => onAdd(selected.button)}>
                  <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
                  <span>{t('addEntry')}</span>
                </button>
              </li>
            ) : null}
          </ol>
        )}
        <div className={styles.bar}>
          <span className={styles.keyboard}>
            <Keyboard size={20} strokeWidth={1.5} aria-hidden="true" />
          </span>
          <ol className={styles.buttons} aria-label={t('title')}>
            {menu.buttons.map(({ name, entries }, button) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <li key={button}>{item({ button, entry: null }, name, entries.length > 0)}</li>
            ))}
            {menu.buttons.length < menuLimits.buttons ? (
              <li>
                <button
                  type="button"
                  className={styles.add}
                  aria-label={t('addButton')}
                  title={t('addButton')}
                  onClick={() => onAdd(null)}
                >
                  <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
                  {menu.buttons.length === 0 ? <span>{t('addButton')}</span> : null}
                </button>
              </li>
            ) : null}
          </ol>
        </div>
      </div>
    </figure>
  )
}

interface PhoneItemProps {
  place: MenuPlace
  name: string
  opens: boolean
  selected: boolean
  wrong: boolean
  /** What is being dragged may be put here. */
  takes: boolean
  onSelect: () => void
  onMoveBy: (by: -1 | 1) => void
  onDrag: (on: boolean) => void
  onDrop: () => void
}

const back = new Set(['ArrowUp', 'ArrowLeft'])
const on = new Set(['ArrowDown', 'ArrowRight'])

function PhoneItem(props: PhoneItemProps) {
  const { place, name, opens, selected, wrong, takes, onSelect, onMoveBy, onDrag, onDrop } = props
  const { t } = useTranslation('admin-menu')
  const button = useRef<HTMLButtonElement>(null)
  const [over, setOver] = useState(false)

  useEffect(() => {
    // Whatever was moved by keys is selected at its new place, and the next key shall move it further.
    if (selected && document.activeElement?.hasAttribute('data-menu-item')) button.current?.focus()
  }, [selected])

  function handleKeyDown(event: KeyboardEvent): void {
    if (!event.altKey || !(back.has(event.key) || on.has(event.key))) return
    event.preventDefault()
    onMoveBy(back.has(event.key) ? -1 : 1)
  }

  const state = [selected ? styles.selected : '', wrong ? styles.wrong : '', over && takes ? styles.over : '']
  return (
    <button
      ref={button}
      type="button"
      data-menu-item=""
      className={[styles.item, ...state].join(' ')}
      aria-pressed={selected}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      title={t('drag')}
      draggable
      onClick={onSelect}
      onKeyDown={handleKeyDown}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', `${place.button}.${place.entry ?? ''}`)
        onDrag(true)
      }}
      onDragEnd={() => onDrag(false)}
      onDragOver={(event) => {
        if (!takes) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop()
      }}
    >
      {opens ? <span className={styles.opens} aria-hidden="true" /> : null}
      <span className={styles.name}>{name || t('unnamed')}</span>
    </button>
  )
}

function isSame(one: MenuPlace, other: MenuPlace | null): boolean {
  return other !== null && one.button === other.button && one.entry === other.entry
}

/** How many columns the bar has: its buttons, and the place for one more. */
function columns({ buttons }: Menu): number {
  return Math.min(buttons.length + 1, menuLimits.buttons)
}
