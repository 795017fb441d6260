import { useTranslation } from 'react-i18next'
import { Link, Outlet } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { MenuLayout, menuItem } from '../../ui/MenuLayout.tsx'

const pages = ['today', 'accept', 'away', 'replies', 'alerts', 'devices', 'looks'] as const

/** 设置: its own list of pages, one of them open. */
export function SettingsLayout() {
  const { t } = useTranslation('me')
  const role = useDesk(({ me }) => me.role)
  const accountId = useDesk((desk) => desk.account.id)
  return (
    <MenuLayout
      label={t('nav')}
      region="settings"
      replace
      pages={pages.map((page) => ({ to: `/desk/${accountId}/me/${page}`, text: t(`pages.${page}`) }))}
      // On a phone there is no rail that leads to these.
      onPhone={
        <>
          {role === 'agent' ? null : (
            <li>
              <Link to={`/admin/${accountId}`} className={menuItem}>
                {t('pages.admin')}
              </Link>
            </li>
          )}
          <li>
            <a href="/help" target="_blank" rel="noreferrer" className={menuItem}>
              {t('pages.help')}
            </a>
          </li>
        </>
      }
    >
      <Outlet />
    </MenuLayout>
  )
}
