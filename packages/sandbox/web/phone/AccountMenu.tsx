import { Menu } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { MenuButton, MenuEntry, MenuPlace } from '../api.ts'

type AccountMenuProps = { menu: MenuButton[]; onTap: (entry: MenuEntry, place: MenuPlace) => void }

/** The account's menu: up to three buttons, some of which open entries above themselves. */
export function AccountMenu({ menu, onTap }: AccountMenuProps) {
  const [open, setOpen] = useState<number | null>(null)
  const bar = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node && bar.current?.contains(event.target))) setOpen(null)
    }
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpen(null)
    }
    addEventListener('pointerdown', closeOutside)
    addEventListener('keydown', closeByKey)
    return () => {
      removeEventListener('pointerdown', closeOutside)
      removeEventListener('keydown', closeByKey)
    }
  }, [])

  function handleTap(entry: MenuEntry, place: MenuPlace) {
    setOpen(null)
    onTap(entry, place)
  }

  return (
    <div ref={bar} className="account-menu" style={{ gridTemplateColumns: `repeat(${menu.length}, 1fr)` }}>
      {menu.map((button, place) =>
        'sub_button' in button ? (
          <div key={button.name} className="menu-column">
            {open === place ? (
              <ul className="menu-entries">
                {button.sub_button.map((entry, nth) => (
                  <li key={entry.name}>
                    <button type="button" onClick={() => handleTap(entry, { button: place, entry: nth })}>
                      {entry.name}
                    </button>
                  </li>
                ))}
              </ul>
            ) : null}
            <button
              type="button"
              className="menu-entry"
              aria-expanded={open === place}
              onClick={() => setOpen(open === place ? null : place)}
            >
              <Menu size={13} strokeWidth={2} aria-hidden />
              <span className="menu-name">{button.name}</span>
            </button>
          </div>
        ) : (
          <button
            key={button.name}
            type="button"
            className="menu-entry"
            onClick={() => handleTap(button, { button: place, entry: null })}
          >
            <span className="menu-name">{button.name}</span>
          </button>
        ),
      )}
    </div>
  )
}
