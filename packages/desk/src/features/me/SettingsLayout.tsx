import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, Outlet, useLocation } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import styles from './SettingsLayout.module.css'

const pages = ['today', 'accept', 'away', 'replies', 'alerts', 'devices', 'looks'] as const

/** 设置: its own list of pages, one of them open. */
export function SettingsLayout() {
  const { t } = useTranslation('me')
  const role = useDesk(({ me }) => me.role)
  const accountId = useDesk((desk) => desk.account.id)
  const { pathname } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  // On a phone the pages are a row that scrolls: the open one is in sight, whoever led here.
  useEffect(() => {
    const open = pathname === '' ? null : list.current?.querySelector('[aria-current="page"]')
    open?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  return (
    <div className={styles.layout}>
      <nav className={styles.pages} aria-label={t('nav')} data-region="settings">
        <ul ref={list}>
          {pages.map((page) => (
            <li key={page}>
              <NavLink to={`../me/${page}`} relative="route" replace className={styles.page ?? ''}>
                {t(`pages.${page}`)}
              </NavLink>
            </li>
          ))}
          {/* On a phone there is no rail that leads to these. */}
          {role === 'agent' ? null : (
            <li className={styles.onPhone}>
              <Link to={`/admin/${accountId}`} className={styles.page}>
                {t('pages.admin')}
              </Link>
            </li>
          )}
          <li className={styles.onPhone}>
            <a href="/help" target="_blank" rel="noreferrer" className={styles.page}>
              {t('pages.help')}
            </a>
          </li>
        </ul>
      </nav>
      <main className={styles.content}>
        <Outlet />
      </main>
    </div>
  )
}
