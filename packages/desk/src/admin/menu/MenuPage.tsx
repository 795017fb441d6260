import { useTranslation } from 'react-i18next'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { MenuEditor } from './MenuEditor.tsx'
import { useMenu } from './use-menu.ts'

/** 菜单 (L13): WeChat's console menu stops with a server URL, so it is made and published here. */
export function MenuPage() {
  const { t } = useTranslation('admin-menu')
  const access = useMenu()
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="menu">
      <Loaded query={access.query}>{(saved) => <MenuEditor saved={saved} access={access} />}</Loaded>
    </AdminPage>
  )
}
