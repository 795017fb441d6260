import { useTranslation } from 'react-i18next'
import { AgentActs } from './AgentActs.tsx'
import { AgentGroups, AgentName, KfAccount } from './AgentFacts.tsx'
import styles from './AgentsPage.module.css'
import type { AgentListProps } from './AgentTable.tsx'
import { KfState } from './KfState.tsx'
import { LoginState } from './LoginState.tsx'

/** The table on a phone: a card per agent. */
export function AgentCards({ agents, groups, onEdit, onInvite }: AgentListProps) {
  const { t } = useTranslation('admin-team')
  if (agents.length === 0) return <p className={styles.empty}>{t('none')}</p>
  return (
    <ul className={styles.cards}>
      {agents.map((agent) => (
        <li key={agent.id} className={styles.card}>
          <div className={styles.cardHead}>
            <AgentName agent={agent} />
            <AgentActs agent={agent} onEdit={() => onEdit(agent)} />
          </div>
          <dl className={styles.facts}>
            <dt>{t('columns.kfAccount')}</dt>
            <dd>
              <KfAccount agent={agent} />
            </dd>
            <dt>{t('columns.role')}</dt>
            <dd>{t(`roles.${agent.role}`)}</dd>
            <dt>{t('columns.groups')}</dt>
            <dd>
              <AgentGroups agent={agent} groups={groups} />
            </dd>
            <dt>{t('columns.maximum')}</dt>
            <dd>{agent.maximum}</dd>
            <dt>{t('columns.login')}</dt>
            <dd>
              <LoginState agent={agent} onInvite={() => onInvite(agent)} />
            </dd>
            <dt>{t('columns.kf')}</dt>
            <dd>
              <KfState agent={agent} onInvite={() => onInvite(agent)} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}
