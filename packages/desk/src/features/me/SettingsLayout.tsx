import { useTranslation } from 'react-i18next'
import { NavLink, Outlet } from 'react-router'
import styles from './SettingsLayout.module.css'

const pages = ['today', 'accept', 'away', 'alerts', 'looks'] as const

/** 设置: its own list of pages, one of them open. */
export function SettingsLayout() {
  const { t } = useTranslation('me')
  return (
    <div className={styles.layout}>
      <nav className={styles.pages} aria-label={t('nav')} data-region="settings">
        <ul>
          {pages.map((page) => (
            <li key={page}>
              <NavLink to={`../me/${page}`} relative="route" replace className={styles.page ?? ''}>
                {t(`pages.${page}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main className={styles.content}>
        <Outlet />
      </main>
    </div>
  )
}
