import { type ReactNode, useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'
import styles from './MenuLayout.module.css'
import { phone, useMedia } from './use-media.ts'

export interface MenuPage {
  readonly to: string
  readonly text: string
}

export interface MenuLayoutProps {
  /** Name of the menu. */
  label: string
  /** For F6. */
  region: string
  pages: readonly MenuPage[]
  /** Going from page to page adds nothing to the history. */
  replace?: boolean
  /** Further `<li>` with links of the class `menuItem`, on a phone alone. */
  onPhone?: ReactNode
  children: ReactNode
}

/** A menu of pages and the one that is open; on a phone the menu is a row that scrolls, with the open page in sight. */
export function MenuLayout({ label, region, pages, replace = false, onPhone, children }: MenuLayoutProps) {
  const { pathname } = useLocation()
  const small = useMedia(phone)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const open = small && pathname !== '' ? list.current?.querySelector('[aria-current="page"]') : null
    open?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [small, pathname])
  return (
    <div className={styles.layout}>
      <nav className={styles.pages} aria-label={label} data-region={region}>
        <ul ref={list}>
          {pages.map(({ to, text }) => (
            <li key={to}>
              <NavLink to={to} replace={replace} className={menuItem}>
                {text}
              </NavLink>
            </li>
          ))}
          {small ? onPhone : null}
        </ul>
      </nav>
      <main className={styles.content}>{children}</main>
    </div>
  )
}

/** How a link among the pages looks. */
export const menuItem = styles.page ?? ''
