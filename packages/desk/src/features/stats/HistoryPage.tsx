import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useMe } from '../../realtime/hooks.ts'
import styles from './HistoryPage.module.css'
import { StatsView } from './StatsView.tsx'

/** 历史数据: an agent's own figures over any days. */
export function HistoryPage() {
  const { t } = useTranslation('stats')
  const { agentId } = useMe()
  return (
    <div className={styles.page}>
      <header>
        <Link to=".." relative="path" className={styles.back}>
          <ArrowLeft size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('back')}
        </Link>
        <h1 className={styles.title}>{t('history')}</h1>
        <p className={styles.lead}>{t('historyLead')}</p>
      </header>
      <StatsView ownAgentId={agentId} />
    </div>
  )
}
