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
      size="middle"
      scroll={{ x: 1000 }}
      tableLayout="fixed"
      locale={{ emptyText: <p className={styles.empty}>{t('none')}</p> }}
      columns={[
        { title: t('columns.agent'), width: 160, render: (_, agent) => <AgentName agent={agent} /> },
        { title: t('columns.kfAccount'), width: 130, render: (_, agent) => <KfAccount agent={agent} /> },
        { title: t('columns.role'), width: 72, render: (_, { role }) => t(`roles.${role}`) },
        {
          title: t('columns.groups'),
          width: 130,
          render: (_, agent) => <AgentGroups agent={agent} groups={groups} />,
        },
        { title: t('columns.maximum'), width: 60, dataIndex: 'maximum', align: 'right' },
        {
          title: t('columns.login'),
          width: 200,
          render: (_, agent) => <LoginState agent={agent} onInvite={() => onInvite(agent)} />,
        },
        {
          title: t('columns.kf'),
          width: 176,
          render: (_, agent) => <KfState agent={agent} onInvite={() => onInvite(agent)} />,
        },
        {
          title: t('columns.acts'),
          width: 112,
          render: (_, agent) => <AgentActs agent={agent} onEdit={() => onEdit(agent)} />,
        },
      ]}
    />
  )
}
