import type { TeamAnswer, TeamGroup } from '@duokefu/contract'
import { Button, Checkbox, Form, Input } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import styles from './AgentsPage.module.css'
import { TeamDrawer } from './TeamDrawer.tsx'
import { teamApi } from './team-api.ts'
import { useTeam, useTeamChanges } from './use-team.ts'

/** 分组: whom customers can be handed to together. */
export function GroupsPage() {
  const { t } = useTranslation('admin-team')
  const query = useTeam()
  const role = useDesk((desk) => desk.me.role)
  const [open, setOpen] = useState<TeamGroup | 'new' | null>(null)
  const changes = role === 'admin' || role === 'owner'
  const add = (
    <Button
      type="primary"
      icon={<Plus size={16} strokeWidth={1.75} aria-hidden="true" />}
      onClick={() => setOpen('new')}
    >
      {t('groups.add')}
    </Button>
  )
  return (
    <AdminPage
      title={t('groups.title')}
      lead={t('groups.lead')}
      help="groups"
      extra={changes ? add : undefined}
    >
      <Loaded query={query}>
        {(team) => (
          <>
            {team.groups.length === 0 ? <p className={styles.empty}>{t('groups.none')}</p> : null}
            <ul className={styles.cards}>
              {team.groups.map((group) => (
                <GroupCard
                  key={group.id}
                  group={group}
                  team={team}
                  onEdit={changes ? () => setOpen(group) : null}
                />
              ))}
            </ul>
            {open === null ? null : (
              <GroupDrawer group={open === 'new' ? null : open} team={team} onClose={() => setOpen(null)} />
            )}
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

interface GroupCardProps {
  group: TeamGroup
  team: TeamAnswer
  /** null: this agent only looks. */
  onEdit: (() => void) | null
}

function GroupCard({ group, team, onEdit }: GroupCardProps) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const confirm = useConfirm()
  const say = useSay()
  const { tookTeam } = useTeamChanges()
  const { id, name, members, waiting } = group
  const names = team.agents.filter((agent) => members.includes(agent.id)).map((agent) => agent.name)

  async function remove(): Promise<void> {
    const body = (
      <>
        {waiting === 0 ? null : <p>{t('groups.deleteAsk.waiting', { total: waiting })}</p>}
        <p>{t('groups.deleteAsk.body')}</p>
      </>
    )
    const question = { title: t('groups.deleteAsk.title', { name }), body, danger: true }
    if (!(await confirm({ ...question, act: t('groups.deleteAsk.act', { name }) }))) return
    try {
      tookTeam(await teamApi.deleteGroup(accountId, id))
      say.done(t('groups.deleted'))
    } catch (thrown) {
      say.failed(thrown)
    }
  }

  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h2 className={styles.name}>{name}</h2>
        {onEdit === null ? null : (
          <div className={styles.acts}>
            <Button onClick={onEdit}>{t('groups.edit')}</Button>
            <Button danger type="text" onClick={() => void remove()}>
              {t('groups.delete')}
            </Button>
          </div>
        )}
      </div>
      <p className={names.length === 0 ? styles.quiet : undefined}>
        {names.length === 0 ? t('groups.noMembers') : names.join('、')}
      </p>
      {waiting === 0 ? null : <p className={styles.doubt}>{t('groups.waiting', { total: waiting })}</p>}
    </li>
  )
}

function GroupDrawer({
  group,
  team,
  onClose,
}: {
  group: TeamGroup | null
  team: TeamAnswer
  onClose: () => void
}) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const say = useSay()
  const { tookTeam } = useTeamChanges()
  const [name, setName] = useState(group?.name ?? '')
  const [members, setMembers] = useState(group?.members ?? [])
  const [checked, setChecked] = useState(false)
  const [busy, setBusy] = useState(false)
  const missing = checked && name.trim() === ''

  async function save(): Promise<void> {
    setChecked(true)
    if (name.trim() === '') return
    setBusy(true)
    const body = { name: name.trim(), members }
    try {
      tookTeam(
        group === null
          ? await teamApi.addGroup(accountId, body)
          : await teamApi.changeGroup(accountId, group.id, body),
      )
      say.done(t('groups.saved'))
      onClose()
    } catch (thrown) {
      say.failed(thrown)
      setBusy(false)
    }
  }

  return (
    <TeamDrawer
      title={group === null ? t('groups.add') : t('groups.editTitle', { name: group.name })}
      unsaved={name !== (group?.name ?? '') || members.join() !== (group?.members ?? []).join()}
      onClose={onClose}
    >
      <Form layout="vertical" onFinish={() => void save()}>
        <Form.Item
          label={t('groups.name')}
          htmlFor="group-name"
          validateStatus={missing ? 'error' : ''}
          help={missing ? t('groups.nameNeeded') : null}
        >
          <Input
            id="group-name"
            value={name}
            maxLength={16}
            count={{ show: true, max: 16 }}
            onChange={({ target }) => setName(target.value)}
          />
        </Form.Item>
        <Form.Item label={t('groups.members')}>
          <Checkbox.Group
            className={styles.choices ?? ''}
            value={members}
            onChange={setMembers}
            options={team.agents
              .filter(({ active }) => active)
              .map((agent) => ({ value: agent.id, label: agent.name }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('drawer.save')}
        </Button>
      </Form>
    </TeamDrawer>
  )
}
