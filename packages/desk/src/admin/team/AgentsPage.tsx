import type { TeamAgent, TeamAnswer } from '@duokefu/contract'
import { Alert, Button, Segmented } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { phone, useMedia } from '../../ui/use-media.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import { AddAgentDrawer } from './AddAgentDrawer.tsx'
import { AgentCards } from './AgentCards.tsx'
import styles from './AgentsPage.module.css'
import { AgentTable } from './AgentTable.tsx'
import { EditAgentDrawer } from './EditAgentDrawer.tsx'
import { InviteDrawer } from './InviteDrawer.tsx'
import { useTeam } from './use-team.ts'

/** What is open beside the list. */
type Open = { readonly drawer: 'add' } | { readonly drawer: 'edit' | 'invite'; readonly agentId: string }

/** 客服: who serves, and what of them stands with login and WeChat (S14, S15). */
export function AgentsPage() {
  const { t } = useTranslation('admin-team')
  const query = useTeam()
  const role = useDesk((desk) => desk.me.role)
  const [open, setOpen] = useState<Open | null>(null)
  const changes = role === 'admin' || role === 'owner'
  const add = (
    <Button
      type="primary"
      icon={<Plus size={16} strokeWidth={1.75} aria-hidden="true" />}
      onClick={() => setOpen({ drawer: 'add' })}
    >
      {t('add')}
    </Button>
  )
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="agents" extra={changes ? add : undefined}>
      <Loaded query={query}>
        {(team) => (
          <>
            <Team team={team} onOpen={setOpen} />
            <Drawers team={team} open={open} onOpen={setOpen} />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function Team({ team, onOpen }: { team: TeamAnswer; onOpen: (open: Open) => void }) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const small = useMedia(phone)
  const [shown, setShown] = useState<'active' | 'left'>('active')
  const left = team.agents.filter(({ active }) => !active)
  const agents = shown === 'left' && left.length > 0 ? left : team.agents.filter(({ active }) => active)
  const list = {
    agents,
    groups: team.groups,
    onEdit: (agent: TeamAgent) => onOpen({ drawer: 'edit', agentId: agent.id }),
    onInvite: (agent: TeamAgent) => onOpen({ drawer: 'invite', agentId: agent.id }),
  }
  return (
    <div className={styles.team}>
      {team.problem === null ? null : (
        <Alert
          type="warning"
          title={t('listProblem')}
          description={<WechatSaid errcode={team.problem.errcode} errmsg={team.problem.errmsg} />}
        />
      )}
      {team.kfSuffix === null ? (
        <Alert
          type="info"
          title={t('noSuffix')}
          action={<Link to={`/admin/${accountId}/connect`}>{t('toConnect')}</Link>}
        />
      ) : null}
      {left.length === 0 ? null : (
        <Segmented
          className={styles.filter ?? ''}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'active', label: `${t('active')} ${team.agents.length - left.length}` },
            { value: 'left', label: `${t('left')} ${left.length}` },
          ]}
        />
      )}
      {small ? <AgentCards {...list} /> : <AgentTable {...list} />}
    </div>
  )
}

function Drawers({
  team,
  open,
  onOpen,
}: {
  team: TeamAnswer
  open: Open | null
  onOpen: (open: Open | null) => void
}) {
  const close = () => onOpen(null)
  if (open === null) return null
  if (open.drawer === 'add') return <AddAgentDrawer team={team} onClose={close} />
  const agent = team.agents.find(({ id }) => id === open.agentId)
  if (agent === undefined) return null
  return open.drawer === 'edit' ? (
    <EditAgentDrawer key={agent.id} agent={agent} team={team} onClose={close} />
  ) : (
    <InviteDrawer key={agent.id} agent={agent} onClose={close} />
  )
}
