import type { TeamAgent, TeamGroup } from '@duokefu/contract'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { AgentActs } from './AgentActs.tsx'
import { AgentGroups, AgentName, KfAccount } from './AgentFacts.tsx'
import styles from './AgentsPage.module.css'
import { KfState } from './KfState.tsx'
import { LoginState } from './LoginState.tsx'

export interface AgentListProps {
  agents: readonly TeamAgent[]
  groups: readonly TeamGroup[]
  onEdit: (agent: TeamAgent) => void
  onInvite: (agent: TeamAgent) => void
}

/** A row per agent, with the two bindings in two columns (L18). */
export function AgentTable({ agents, groups, onEdit, onInvite }: AgentListProps) {
  const { t } = useTranslation('admin-team')
  return (
    <Table<TeamAgent>
      rowKey="id"
      dataSource={agents}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <p className={styles.empty}>{t('none')}</p> }}
      columns={[
        { title: t('columns.agent'), render: (_, agent) => <AgentName agent={agent} /> },
        { title: t('columns.kfAccount'), render: (_, agent) => <KfAccount agent={agent} /> },
        { title: t('columns.role'), render: (_, { role }) => t(`roles.${role}`) },
        { title: t('columns.groups'), render: (_, agent) => <AgentGroups agent={agent} groups={groups} /> },
        { title: t('columns.maximum'), dataIndex: 'maximum', align: 'right' },
        {
          title: t('columns.login'),
          render: (_, agent) => <LoginState agent={agent} onInvite={() => onInvite(agent)} />,
        },
        {
          title: t('columns.kf'),
          render: (_, agent) => <KfState agent={agent} onInvite={() => onInvite(agent)} />,
        },
        {
          title: t('columns.acts'),
          render: (_, agent) => <AgentActs agent={agent} onEdit={() => onEdit(agent)} />,
        },
      ]}
    />
  )
}
