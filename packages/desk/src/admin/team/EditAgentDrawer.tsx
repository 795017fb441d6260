import type { TeamAgent, TeamAgentPatch, TeamAnswer } from '@duokefu/contract'
import { Button, Checkbox, Form, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { type AgentDraft, AgentFields, draftOf, isWhole, pictureKey, prefixOf } from './AgentForm.tsx'
import styles from './AgentsPage.module.css'
import { TeamDrawer } from './TeamDrawer.tsx'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

export interface EditAgentDrawerProps {
  agent: TeamAgent
  team: TeamAnswer
  onClose: () => void
}

/** Name, picture, role, limit and groups of an agent. What did not change is not sent. */
export function EditAgentDrawer({ agent, team, onClose }: EditAgentDrawerProps) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const say = useSay()
  const { took } = useTeamChanges()
  // As it was when the drawer was opened: the table behind may be read anew meanwhile.
  const [begun] = useState(agent)
  const [draft, setDraft] = useState<AgentDraft>(() => draftOf(agent))
  const [rest, setRest] = useState({ role: agent.role, maximum: agent.maximum, groups: agent.groups })
  const [busy, setBusy] = useState(false)
  // One that WeChat doesn't have can still be another one.
  const canHaveKf = begun.kf.state === 'none' ? team.kfSuffix : null
  const unsaved = draft.picture !== null || Object.keys(differences(begun, draft, rest)).length > 0
  const roles = begun.may.roles.includes(begun.role) ? begun.may.roles : [begun.role]

  async function save(): Promise<void> {
    if (!isWhole(draft)) return
    setBusy(true)
    try {
      const avatarKey = await pictureKey(accountId, draft)
      took(await teamApi.change(accountId, begun.id, differences(begun, { ...draft, avatarKey }, rest)))
      say.done(t('said.saved'))
      onClose()
    } catch (thrown) {
      say.failed(thrown)
      setBusy(false)
    }
  }

  return (
    <TeamDrawer title={t('drawer.edit', { name: begun.name })} unsaved={unsaved} onClose={onClose}>
      <Form layout="vertical" onFinish={() => void save()}>
        <AgentFields
          draft={draft}
          suffix={canHaveKf}
          checked
          onChecked={() => undefined}
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        />
        <Form.Item label={t('drawer.role')} htmlFor="agent-role" extra={t(`rolesHelp.${rest.role}`)}>
          <Select
            id="agent-role"
            value={rest.role}
            disabled={roles.length === 1}
            onChange={(role) => setRest({ ...rest, role })}
            options={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('drawer.maximum')} htmlFor="agent-maximum" extra={t('drawer.maximumHelp')}>
          <InputNumber
            id="agent-maximum"
            min={1}
            max={200}
            precision={0}
            value={rest.maximum}
            onChange={(maximum) => setRest({ ...rest, maximum: maximum ?? begun.maximum })}
          />
        </Form.Item>
        {team.groups.length === 0 ? null : (
          <Form.Item label={t('drawer.groups')} extra={t('drawer.groupsHelp')}>
            <Checkbox.Group
              className={styles.choices ?? ''}
              value={rest.groups}
              onChange={(groups) => setRest({ ...rest, groups })}
              options={team.groups.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('drawer.save')}
        </Button>
      </Form>
    </TeamDrawer>
  )
}

function differences(
  from: TeamAgent,
  draft: AgentDraft,
  rest: Pick<TeamAgent, 'role' | 'maximum' | 'groups'>,
): TeamAgentPatch {
  const name = draft.name.trim()
  const sameGroups = [...rest.groups].sort().join() === [...from.groups].sort().join()
  return {
    ...(name === from.name ? {} : { name }),
    ...(draft.avatarKey === from.avatarKey ? {} : { avatarKey: draft.avatarKey }),
    ...(draft.prefix === '' || draft.prefix === prefixOf(from) ? {} : { kfPrefix: draft.prefix }),
    ...(rest.role === from.role ? {} : { role: rest.role }),
    ...(rest.maximum === from.maximum ? {} : { maximum: rest.maximum }),
    ...(sameGroups ? {} : { groups: rest.groups }),
  }
}
