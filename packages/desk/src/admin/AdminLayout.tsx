import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../realtime/hooks.ts'
import { MenuLayout } from '../ui/MenuLayout.tsx'
import type { AdminPage } from './pages.ts'

/** The menu of 管理后台 and the page that is open. */
export function AdminLayout({ pages, children }: { pages: readonly AdminPage[]; children: ReactNode }) {
  const { t } = useTranslation('admin')
  const accountId = useDesk((desk) => desk.account.id)
  return (
    <MenuLayout
      label={t('nav')}
      region="admin"
      pages={pages.map(({ path }) => ({ to: `/admin/${accountId}/${path}`, text: t(`pages.${path}`) }))}
    >
      {children}
    </MenuLayout>
  )
}
