import { useTranslation } from 'react-i18next'
import { StatsView } from '../../features/stats/StatsView.tsx'
import { AdminPage } from '../parts/AdminPage.tsx'

/** 数据统计: the team's figures over any days, or one agent's. */
export function StatsPage() {
  const { t } = useTranslation('admin')
  return (
    <AdminPage title={t('pages.stats')} help="metrics">
      <StatsView ownAgentId={null} />
    </AdminPage>
  )
}
