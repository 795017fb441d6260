import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { useDesk } from '../realtime/hooks.ts'
import { phone, useMedia } from '../ui/use-media.ts'
import styles from './AdminLayout.module.css'
import type { AdminPage } from './pages.ts'

/** The menu of 管理后台 and the page that is open; on a phone the menu is a row that scrolls. */
export function AdminLayout({ pages, children }: { pages: readonly AdminPage[]; children: ReactNode }) {
  const { t } = useTranslation('admin')
  const accountId = useDesk((desk) => desk.account.id)
  const { pathname } = useLocation()
  const small = useMedia(phone)
  useEffect(() => {
    // The chosen page is in sight in the row of a phone, whoever led here.
    if (small && pathname !== '')
      document
        .querySelector(`.${styles.page}[aria-current="page"]`)
        ?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname, small])
  return (
    <div className={styles.layout}>
      <nav className={styles.pages} aria-label={t('nav')} data-region="admin">
        <ul>
          {pages.map(({ path }) => (
            <li key={path}>
              <NavLink to={`/admin/${accountId}/${path}`} className={styles.page ?? ''}>
                {t(`pages.${path}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main className={styles.content}>{children}</main>
    </div>
  )
}
