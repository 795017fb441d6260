import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk, useMe } from '../../realtime/hooks.ts'
import { SettingsPage } from '../../ui/Form.tsx'
import styles from './TodayPage.module.css'

/** 今日数据: the two figures of WeChat's desk, with what they count, and the way to 历史数据. */
export function TodayPage() {
  const { t } = useTranslation('me')
  const { today } = useMe()
  const serving = useDesk(({ agents, me }) => agents.get(me.agentId)?.serving ?? 0)
  const waiting = useDesk(
    ({ conversations }) => [...conversations.values()].filter((row) => row.state === 'waiting').length,
  )
  return (
    <SettingsPage title={t('today.title')}>
      <dl className={styles.tiles}>
        <Tile name={t('today.served')} figure={today.served} help={t('today.servedHelp')} />
        <Tile name={t('today.replies')} figure={today.replies} help={t('today.repliesHelp')} />
      </dl>
      <p className={styles.now}>{t('today.now', { serving, waiting })}</p>
      <div className={styles.more}>
        <Link to="history" className={styles.history}>
          {t('today.history')}
          <ChevronRight size={16} strokeWidth={1.75} aria-hidden="true" />
        </Link>
        <p className={styles.zone}>{t('today.zone')}</p>
      </div>
    </SettingsPage>
  )
}

function Tile({ name, figure, help }: { name: string; figure: number; help: string }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd className={styles.figure}>{figure.toLocaleString()}</dd>
      <dd className={styles.help}>{help}</dd>
    </div>
  )
}
