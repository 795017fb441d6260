import type { TeamAgent, TeamGroup } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/Avatar.tsx'
import { useAccountId } from '../parts/use-account.ts'
import styles from './AgentsPage.module.css'
import { pictureUrl } from './team-api.ts'

export function AgentName({ agent }: { agent: TeamAgent }) {
  const accountId = useAccountId()
  return (
    <div className={styles.who}>
      <Avatar name={agent.name} hue={null} src={pictureUrl(accountId, agent.avatarKey)} size={40} />
      <span className={styles.name}>{agent.name}</span>
    </div>
  )
}

export function KfAccount({ agent: { kfAccount } }: { agent: TeamAgent }) {
  const { t } = useTranslation('admin-team')
  return kfAccount === null ? (
    <span className={styles.quiet}>{t('noKfAccount')}</span>
  ) : (
    <span className={styles.code}>{kfAccount}</span>
  )
}

export function AgentGroups({ agent, groups }: { agent: TeamAgent; groups: readonly TeamGroup[] }) {
  const { t } = useTranslation('admin-team')
  const names = groups.filter(({ id }) => agent.groups.includes(id)).map(({ name }) => name)
  return names.length === 0 ? (
    <span className={styles.quiet}>{t('noGroup')}</span>
  ) : (
    <span>{names.join('、')}</span>
  )
}
