import { useTranslation } from 'react-i18next'
import { useDesk, useMe } from '../../realtime/hooks.ts'
import { SettingsPage } from '../../ui/Form.tsx'
import styles from './TodayPage.module.css'

/** 今日数据: the two figures of WeChat's desk, with what they count. */
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
        <Tile name={t('today.serving')} figure={serving} />
        <Tile name={t('today.waiting')} figure={waiting} />
      </dl>
      <p className={styles.zone}>{t('today.zone')}</p>
    </SettingsPage>
  )
}

function Tile({ name, figure, help }: { name: string; figure: number; help?: string }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd className={styles.figure}>{figure.toLocaleString()}</dd>
      {help === undefined ? null : <dd className={styles.help}>{help}</dd>}
    </div>
  )
}
